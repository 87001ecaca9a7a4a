/** A rate limit for all tasks together, with a burst of a tenth of a second. */
import { setTimeout as wait } from "node:timers/promises";

export class Pace {
  readonly #every: number;
  #next = performance.now();

  /** @param perSecond Infinity: no limit */
  constructor(perSecond: number) {
    this.#every = 1000 / perSecond;
  }

  /** Resolves when `count` more may be done. */
  async take(count = 1): Promise<void> {
    const now = performance.now();
    this.#next = Math.max(this.#next, now - 100) + count * this.#every;
    if (this.#next > now) await wait(this.#next - now);
  }
}
