/**
 * Puts the batches of a client over HTTP in order: each batch is processed once, whatever order the requests
 * arrive in.
 */
import { MOST_BATCHES } from "../../../shared/httpTransport.ts";

/** "apart": the batch is farther from the missing one than any client's. */
export type Taken = "taken" | "apart";

export class Uplink {
  /** Number of the next batch. */
  #next = 0;
  /** Later batches that have arrived early. */
  readonly #early = new Map<number, Buffer>();
  readonly #take: (bytes: Buffer) => void;

  constructor(take: (bytes: Buffer) => void) {
    this.#take = take;
  }

  /** A repeated batch is ignored: its answer was lost, and the client sent it again. */
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
