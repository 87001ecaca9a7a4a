/**
 * Limits how often something may happen: a burst at once, then a steady rate. After a stall a bucket is full,
 * but holds no more than the burst. Times may have any unit, as long as it is always the same; a time before
 * the latest one counts as that.
 */
export class TokenBucket {
  readonly #burst: number;
  readonly #rate: number;
  // Numbers from the start: V8 boxes every number of a field that was undefined once.
  #tokens = 0;
  #at = 0;

  /**
   * @param burst how many at once
   * @param rate how many per unit of time on average
   * @param now the present time
   */
  constructor(burst: number, rate: number, now: number) {
    this.#burst = burst;
    this.#rate = rate;
    this.#tokens = burst;
    this.#at = now;
  }

  /** @returns whether it may happen now; if so it counts. @param cost in tokens, at most the burst */
  take(now: number, cost = 1): boolean {
    this.#refill(now);
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  /** @returns units of time until `take` can succeed; 0 when it can now */
  wait(now: number, cost = 1): number {
    this.#refill(now);
    return Math.max(0, (cost - this.#tokens) / this.#rate);
  }

  /** @returns whether the bucket is full again: such a bucket need not be remembered */
  isFull(now: number): boolean {
    this.#refill(now);
    return this.#tokens >= this.#burst;
  }

  #refill(now: number): void {
    if (now <= this.#at) return;
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * this.#rate);
    this.#at = now;
  }
}
