/** Spreads what is done over time, whoever does it: so many a second, and never more at once than a tenth of a second's. */
import { setTimeout as wait } from "node:timers/promises";

export class Pace {
  readonly #every: number;
  #next = performance.now();

  /** @param perSecond Infinity: as fast as it goes */
  constructor(perSecond: number) {
    this.#every = 1000 / perSecond;
  }

  /** Resolves when so many more may be done. */
  async take(count = 1): Promise<void> {
    const now = performance.now();
    this.#next = Math.max(this.#next, now - 100) + count * this.#every;
    if (this.#next > now) await wait(this.#next - now);
  }
}
