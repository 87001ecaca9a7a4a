/** Detects an event loop of an I/O thread that stands still although the thread gets a core. */
import { type CpuTurns, hadNoTurn } from "./cpuTurns.ts";

/**
 * Checks after which a thread that does not turn is given up: 1 s. Checks, not time: they stop with the
 * process, and come late on a machine where threads do.
 */
const HUNG = 20;
/**
 * Checks after which it is noted what the thread does instead, and those after which no excuse counts: 5 s.
 */
const SUSPECT = 4;
const GIVEN_UP = 100;

/** What is known of a thread. */
export interface WatchedThread {
  /** Counts up as long as its event loop turns. */
  readonly beat: number;
  readonly cpuTurns: CpuTurns | undefined;
}

export class EventLoopWatch {
  /** Checks since the event loop last turned. */
  still = 0;
  readonly #every: number;
  #beat = 0;
  /** As of `SUSPECT` checks. */
  #turns: CpuTurns | undefined;

  /** @param every ms between two checks */
  constructor(every: number) {
    this.#every = every;
  }

  check(thread: WatchedThread): void {
    const { beat } = thread;
    this.still = beat === this.#beat ? this.still + 1 : 0;
    this.#beat = beat;
    // A file is read for it.
    if (this.still === SUSPECT) this.#turns = thread.cpuTurns;
  }

  /** @returns whether the thread does not turn although it could */
  isHung(thread: WatchedThread): boolean {
    if (this.still < HUNG) return false;
    const now = thread.cpuTurns;
    if (this.still >= GIVEN_UP || this.#turns === undefined || now === undefined) return true;
    return !hadNoTurn(this.#turns, now, (this.still - SUSPECT) * this.#every);
  }
}
