/**
 * Finds out whether a proxy holds a stream back. The answer to a batch says how much the server had written to the stream by then; a
 * stream that flows has brought it at about the same time. A stall of the link makes some of it late, a proxy that collects
 * an answer makes nearly all of it late.
 */

/** ms: a stream that has brought nothing at all by then, and a round trip, is held back. */
const NOTHING = 500;
/** ms: what has not come by then, and a round trip, while answers to batches come, is held back or stuck. */
const STUCK = 1000;
/** ms: half of what comes is later than this. */
const LATE = 100;
/** So many are looked at. */
const SAMPLES = 30;

/** "stuck": it may have been a stall of its connection alone. */
export type Flow = "flows" | "stuck" | "held";

export class HeldBack {
  readonly #now: () => number;
  #received = 0;
  /** What the server has written, and when that was known; not received yet. */
  readonly #due: { offset: number; since: number }[] = [];
  #late: number[] = [];
  /** When a batch was answered last. */
  #answered = 0;

  /** @param now ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param offset up to which the server has written */
  written(offset: number): void {
    this.#answered = this.#now();
    if (offset <= this.#received) this.#add(0);
    else this.#due.push({ offset, since: this.#answered });
  }

  /** @param offset up to which everything has come */
  received(offset: number): void {
    this.#received = offset;
    const now = this.#now();
    while (this.#due.length > 0 && this.#due[0]!.offset <= offset) this.#add(now - this.#due.shift()!.since);
  }

  /** @param trip ms of a round trip */
  flow(trip: number): Flow {
    const [first] = this.#due;
    // Measured by answers: while none comes the whole link stalls.
    const waited = first === undefined ? 0 : this.#answered - first.since - trip;
    if (this.#received === 0 && waited > NOTHING) return "held";
    const isLate = this.#late.toSorted((a, b) => a - b)[SAMPLES >> 1]! > LATE;
    if (this.#late.length === SAMPLES && isLate) return "held";
    return waited > STUCK ? "stuck" : "flows";
  }

  #add(late: number): void {
    this.#late.push(late);
    if (this.#late.length > SAMPLES) this.#late.shift();
  }
}
