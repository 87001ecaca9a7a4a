/**
 * Reserves some of the process's file descriptors. Connections, which any client can open, must not take the
 * descriptor that a new connection to Redis, a request to another process, or a file of the page needs.
 */

/**
 * Number of reserved descriptors: for four connections to Redis (one is the watchdog's), requests to other
 * processes, pages being read, and some 30 that Node itself holds, of which the watchdog's thread has eight.
 */
const RESERVE = 72;
/**
 * More for each I/O thread: what its event loop and the hand-over hold, twice for a moment when another takes
 * its place.
 */
const THREAD_RESERVE = 14;
/**
 * Once fewer connections than this share of the limit are open, the next time the limit is reached is
 * reported again.
 */
const REPORT_AGAIN_BELOW = 0.9;

/** @returns how many files and sockets the process may have open; Infinity where there is no limit */
export function descriptorLimit(): number {
  // Without the network section, which would resolve names.
  const report = Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  const soft = Number(userLimits?.open_files?.soft);
  return Number.isFinite(soft) && soft > 0 ? soft : Number.POSITIVE_INFINITY;
}

/** @param limit of descriptors @returns how many connections may be open at the same time */
export const connectionsWithin = (limit: number, ioThreads: number): number => {
  // One more is the standby thread.
  const threads = ioThreads > 0 ? ioThreads + 1 : 0;
  return Math.max(limit - RESERVE - THREAD_RESERVE * threads, Math.floor(limit / 2));
};

/** Counts the connections of the whole process. */
export class Connections {
  readonly #most: number;
  readonly #onFull: () => void;
  #open = 0;
  #isReported = false;

  /** @param onFull called when the limit is reached, and again after the number has fallen in between */
  constructor(most = Number.POSITIVE_INFINITY, onFull: () => void = () => {}) {
    this.#most = most;
    this.#onFull = onFull;
  }

  /** @returns whether one more connection may be open; if so it counts until `release` */
  take(): boolean {
    if (this.#open < this.#most) {
      this.#open++;
      return true;
    }
    if (!this.#isReported) this.#onFull();
    this.#isReported = true;
    return false;
  }

  release(): void {
    if (--this.#open < REPORT_AGAIN_BELOW * this.#most) this.#isReported = false;
  }
}
