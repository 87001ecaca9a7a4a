/**
 * Virtual time for real code. Events run in the order of their times; after each event all pending promise
 * callbacks run. Nothing reads a real clock, so the same seed gives the same history on every machine.
 */
import { setFlagsFromString } from "node:v8";
import { type Random, random, seeded } from "../../../shared/maths/random.ts";

interface Event {
  at: number;
  /** Tie-breaker: events at the same time run in the order in which they were scheduled. */
  order: number;
  work(): void;
}

export class SimWorld {
  /** ms since the start. */
  now = 0;
  /** The latest events, as lines for people. */
  readonly history: string[] = [];
  readonly #random: Random;
  readonly #queue: Event[] = [];
  #order = 0;
  #ids = 0;

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  /** @returns a number in [0, 1) */
  random = (): number => random(this.#random);

  between(low: number, high: number): number {
    return low + this.random() * (high - low);
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.random() * list.length)];
  }

  /** @returns a unique id @param kind its prefix */
  id(kind: string): string {
    return `${kind}${++this.#ids}`;
  }

  note(line: string): void {
    this.history.push(`${(this.now / 1000).toFixed(3).padStart(9)}  ${line}`);
  }

  /** @param delay ms from now */
  after(delay: number, work: () => void): void {
    this.#push({ at: this.now + Math.max(0, delay), order: this.#order++, work });
  }

  /**
   * Runs events up to a time, ms since the start. @param isOver called after every event; true stops the run
   */
  run(until: number, isOver: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      // Must be called from a callback of Node's: within a promise callback the microtask queue cannot be
      // drained.
      setImmediate(() => {
        try {
          this.#run(until, isOver);
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  #run(until: number, isOver: () => boolean): void {
    for (;;) {
      const next = this.#queue[0];
      if (next === undefined || next.at > until) break;
      this.#pop();
      this.now = next.at;
      next.work();
      goOnWithPromises();
      if (isOver()) return;
    }
    this.now = until;
  }

  #push(event: Event): void {
    const queue = this.#queue;
    let at = queue.push(event) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(queue[at]!, queue[above]!)) break;
      [queue[at], queue[above]] = [queue[above]!, queue[at]!];
      at = above;
    }
  }

  #pop(): void {
    const queue = this.#queue;
    const last = queue.pop()!;
    if (queue.length === 0) return;
    queue[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      if (left >= queue.length) return;
      const right = left + 1;
      const least = right < queue.length && isBefore(queue[right]!, queue[left]!) ? right : left;
      if (!isBefore(queue[least]!, queue[at]!)) return;
      [queue[at], queue[least]] = [queue[least]!, queue[at]!];
      at = least;
    }
  }
}

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/**
 * Drains the microtask queue at once. Waiting for a turn of Node's event loop between two events has the same
 * effect and takes five times as long.
 */
const goOnWithPromises = ((): (() => void) => {
  setFlagsFromString("--allow-natives-syntax");
  return new Function("%PerformMicrotaskCheckpoint()") as () => void;
})();
