/**
 * A semaphore: work starts in the order of the requests, a few at a time. Hundreds of requests at once for
 * the last seats of a room would nearly all be refused.
 */
import type { Cancellation } from "../net/cancellation.ts";

export class Semaphore {
  readonly #most: number;
  readonly #waiting = new Set<() => void>();
  #inside = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** @param cancellation takes a waiter out of the queue. @throws its reason */
  async pass<T>(work: () => Promise<T>, cancellation: Cancellation): Promise<T> {
    cancellation.throwIfCancelled();
    if (this.#inside < this.#most) this.#inside++;
    else await this.#turn(cancellation);
    try {
      return await work();
    } finally {
      // The place goes to the next one, or is free.
      const [next] = this.#waiting;
      if (next === undefined) this.#inside--;
      else next();
    }
  }

  #turn(cancellation: Cancellation): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        this.#waiting.delete(enter);
        stay();
        resolve();
      };
      const stay = cancellation.onCancel((reason) => {
        this.#waiting.delete(enter);
        reject(reason);
      });
      this.#waiting.add(enter);
    });
  }
}
