/**
 * A work limiter for requests: lets work begin until so many milliseconds of a turn of the event loop are used, and the rest in
 * later turns, in order. What arrives in one turn is otherwise handled before any timer is looked at, and a crowd that comes
 * at once would keep the ticks waiting. Time is limited, not the number of requests: one can cost a hundred times another.
 */
export class WorkLimiter {
  readonly #budget: number;
  readonly #waiting: (() => void)[] = [];
  /** When this turn's first work began, ms; undefined before that. */
  #began: number | undefined;
  #isPlanned = false;

  /** @param budget ms in one turn of the event loop; whatever it is, one piece of work is let in */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** @returns nothing when it may be done now; else what resolves in a later turn, in order */
  take(): Promise<void> | undefined {
    if (this.#waiting.length === 0 && this.#hasTime) {
      this.#plan();
      return undefined;
    }
    this.#plan();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  get #hasTime(): boolean {
    this.#began ??= performance.now();
    return performance.now() - this.#began < this.#budget;
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    setImmediate(() => {
      this.#isPlanned = false;
      this.#began = undefined;
      this.#letIn();
    });
  }

  #letIn(): void {
    if (this.#waiting.length === 0) {
      this.#began = undefined;
      return;
    }
    if (!this.#hasTime) {
      this.#plan();
      return;
    }
    this.#waiting.shift()!();
    // Once all that it does at once is done: promises are settled by then.
    queueMicrotask(() => process.nextTick(() => this.#letIn()));
  }
}
