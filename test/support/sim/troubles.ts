/** The times of faults. The witness excuses violations that are too close to a fault. */
import type { SimWorld } from "./world.ts";

export class Troubles {
  /** When a fault last ended, ms. */
  calmSince = 0;
  /** When the latest fault began, ms. */
  beganAt = 0;
  readonly #world: SimWorld;
  /** Times at which a fault of Redis began or ended, ms. */
  readonly #redis: number[] = [];
  #inProgress = 0;

  constructor(world: SimWorld) {
    this.#world = world;
  }

  /** Whether no fault is in progress. */
  get isQuiet(): boolean {
    return this.#inProgress === 0;
  }

  /** @returns call it when the fault is over */
  begin(touchesRedis: boolean): () => void {
    this.#inProgress++;
    this.beganAt = this.#world.now;
    if (touchesRedis) this.#redis.push(this.#world.now);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#inProgress--;
      this.calmSince = this.#world.now;
      if (touchesRedis) this.#redis.push(this.#world.now);
    };
  }

  /** @returns whether a fault of Redis began or ended at `from` or within `duration` ms after it */
  redisWithin(from: number, duration: number): boolean {
    return this.#redis.some((at) => at >= from && at - from < duration);
  }

  /** When a fault of Redis last began or ended, ms. */
  get redisAt(): number {
    return this.#redis.at(-1) ?? Number.NEGATIVE_INFINITY;
  }
}
