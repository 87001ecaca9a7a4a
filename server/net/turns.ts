/**
 * Lets work in a little at a time, so that a crowd that comes at once does not keep the ticks waiting: what arrives in one
 * turn of the event loop is otherwise handled before any timer is looked at.
 */
export class Turns {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #left: number;
  #isPlanned = false;

  /** @param most how many in one turn of the event loop */
  constructor(most: number) {
    this.#most = this.#left = most;
  }

  /** @returns nothing when it may be done now; else what resolves in a later turn, in order */
  take(): Promise<void> | undefined {
    this.#plan();
    if (this.#left > 0) {
      this.#left--;
      return undefined;
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    setImmediate(() => {
      this.#isPlanned = false;
      const next = this.#waiting.splice(0, this.#most);
      this.#left = this.#most - next.length;
      if (next.length > 0) this.#plan();
      for (const go of next) go();
    });
  }
}
