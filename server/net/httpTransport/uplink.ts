/** What comes up from a client over HTTP, in batches: each is taken once, in order, whatever way the requests took. */
import { MOST_BATCHES } from "../../../shared/httpTransport.ts";

/** "apart": a client never sends a batch so far from the one that is missing. */
export type Taken = "taken" | "apart";

export class Uplink {
  /** Number of the batch that comes next. */
  #next = 0;
  /** Later ones, which have come before it. */
  readonly #early = new Map<number, Buffer>();
  readonly #take: (bytes: Buffer) => void;

  constructor(take: (bytes: Buffer) => void) {
    this.#take = take;
  }

  /** A batch that has come before is left out: its answer was lost, and the client sent it again. */
  receive(batch: number, bytes: Buffer): Taken {
    if (batch < this.#next) return "taken";
    if (batch >= this.#next + MOST_BATCHES) return "apart";
    if (!this.#early.has(batch)) this.#early.set(batch, bytes);
    for (let next = this.#early.get(this.#next); next !== undefined; next = this.#early.get(this.#next)) {
      this.#early.delete(this.#next++);
      if (next.length > 0) this.#take(next);
    }
    return "taken";
  }
}
