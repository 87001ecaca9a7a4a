/**
 * Detects a proxy that buffers a stream. The answer to a batch says how many bytes the server had written to
 * the stream by then, and an unbuffered stream has delivered them at about the same time. A stall of the link
 * delays some of these bytes; a buffering proxy delays nearly all of them.
 */

/** A stream without any bytes after this time, ms, plus a round trip, is buffered. */
const NOTHING = 500;
/**
 * Bytes that are missing after this time, ms, plus a round trip, while answers to batches arrive, mean that
 * the stream is buffered or stuck.
 */
const STUCK = 1000;
/** A stream is buffered when the median of the delays is above this, ms. */
const LATE = 100;
/** Number of delays that are kept. */
const SAMPLES = 30;

/** "stuck": perhaps only the stream's own connection stalls. */
export type Flow = "flows" | "stuck" | "held";

export class HeldBack {
  readonly #now: () => number;
  #received = 0;
  /** Offsets that the server has written and that have not arrived, and when the client learned of each. */
  readonly #due: { offset: number; since: number }[] = [];
  #late: number[] = [];
  /** When the latest batch was answered. */
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

  /** @param offset up to which all bytes have arrived */
  received(offset: number): void {
    this.#received = offset;
    const now = this.#now();
    while (this.#due.length > 0 && this.#due[0]!.offset <= offset) this.#add(now - this.#due.shift()!.since);
  }

  /** @param trip duration of a round trip, ms */
  flow(trip: number): Flow {
    const [first] = this.#due;
    // Up to the latest answer: while no answer arrives, the whole link stalls.
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
