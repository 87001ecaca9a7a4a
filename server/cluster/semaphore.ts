/**
 * Lets a few through at a time, first come, first served. When hundreds want the last seats of a room, asking for all of
 * them at once would only be so many refusals.
 */
export class Semaphore {
  readonly #most: number;
  readonly #waiting = new Set<() => void>();
  #inside = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** @param signal takes a waiter out of the queue. @throws its reason */
  async pass<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    if (this.#inside < this.#most) this.#inside++;
    else await this.#turn(signal);
    try {
      return await work();
    } finally {
      // The place goes to the next one, or is free.
      const [next] = this.#waiting;
      if (next === undefined) this.#inside--;
      else next();
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        this.#waiting.delete(enter);
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.delete(enter);
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#waiting.add(enter);
    });
  }
}
