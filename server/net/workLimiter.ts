/**
 * A work limiter for requests: starts work until a number of milliseconds of a turn of the event loop are
 * used, and the rest in later turns, in order. Otherwise everything that arrives in one turn is handled
 * before any timer, and a crowd would delay the ticks. Time is limited, not the number of requests, because
 * one can cost a hundred times another.
 */
export class WorkLimiter {
  readonly #budget: number;
  readonly #waiting: (() => void)[] = [];
  /** When this turn's first work started, ms; undefined before. */
  #began: number | undefined;
  #isPlanned = false;

  /** @param budget ms in one turn of the event loop; at least one piece of work is started in each */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /**
   * @returns undefined when the work may start now; else a promise that resolves in a later turn, in order
   */
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
    // After its synchronous part: promises are settled by then.
    queueMicrotask(() => process.nextTick(() => this.#letIn()));
  }
}
