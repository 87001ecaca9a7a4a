/** Limits how often something may happen: a burst at once, then a steady rate. Time is given, in ticks. */
export class TokenBucket {
  readonly #burst: number;
  readonly #perTick: number;
  #tokens: number;
  #at: number;

  /**
   * @param burst how many at once
   * @param perTick how many a tick in the long run
   * @param tick the present one
   */
  constructor(burst: number, perTick: number, tick: number) {
    this.#burst = burst;
    this.#perTick = perTick;
    this.#tokens = burst;
    this.#at = tick;
  }

  /** @returns whether it may happen now; if so it counts as happened. */
  take(tick: number): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + (tick - this.#at) * this.#perTick);
    this.#at = tick;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
