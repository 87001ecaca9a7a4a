/**
 * Keeps some of the process's file descriptors back from connections. What strangers can open without a limit of its own must
 * not take the descriptor that a new connection to Redis, a question to another process, or a file of the page needs.
 */

/**
 * Kept back: four connections to Redis (the watchdog has one), questions to other processes, pages being read, and what Node
 * itself holds: some 30, of which the watchdog's thread has eight. An I/O thread has a dozen.
 */
const RESERVE = 72;
/** Below this share of the limit the next time it is reached is told again. */
const CALM = 0.9;

/** @returns how many files and sockets the process may have open; Infinity where there is no limit */
export function descriptorLimit(): number {
  // Without the network, of which it would look names up.
  const report = Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  const soft = Number(userLimits?.open_files?.soft);
  return Number.isFinite(soft) && soft > 0 ? soft : Number.POSITIVE_INFINITY;
}

/** @param limit of descriptors @returns connections to be held at the same time */
export const connectionsWithin = (limit: number): number => Math.max(limit - RESERVE, Math.floor(limit / 2));

/** Counts the connections of the whole process. */
export class Connections {
  readonly #most: number;
  readonly #onFull: () => void;
  #open = 0;
  #isTold = false;

  /** @param onFull called when the limit is reached, and again once it has been calm in between */
  constructor(most = Number.POSITIVE_INFINITY, onFull: () => void = () => {}) {
    this.#most = most;
    this.#onFull = onFull;
  }

  /** @returns whether one more may be held; if so it counts until `release` */
  take(): boolean {
    if (this.#open < this.#most) {
      this.#open++;
      return true;
    }
    if (!this.#isTold) this.#onFull();
    this.#isTold = true;
    return false;
  }

  release(): void {
    if (--this.#open < CALM * this.#most) this.#isTold = false;
  }
}
