/**
 * Calls a step at a fixed average rate: each wake-up is planned from the start, not from the previous one, so
 * late timers do not accumulate. (The framework's fixed step uses `setInterval` and drops a backlog
 * silently.)
 */
import { performance } from "node:perf_hooks";
import { TICK_MS } from "../../shared/tick.ts";

/**
 * Most steps that are caught up at once; more would stall the process for steps that are too late to matter.
 */
const CATCH_UP = 5;
/** A pause that players can feel, ms. */
const GAP_MS = 50;

export interface TickLoopEvents {
  step(): void;
  /** More than 50 ms have passed between two steps. */
  onGap(ms: number): void;
  /** This many steps are dropped and will never be made. */
  onDropped(steps: number): void;
}

export class TickLoop {
  readonly #events: TickLoopEvents;
  /** When the next step is due, ms. */
  #due = 0;
  #latest = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(events: TickLoopEvents) {
    this.#events = events;
  }

  start(): void {
    this.#latest = performance.now();
    this.#due = this.#latest + TICK_MS;
    this.#plan();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #plan(): void {
    // Rounded down: a timer is up to 1 ms late anyway, and an early wake-up costs only one check of the
    // clock.
    const wait = Math.max(0, Math.floor(this.#due - performance.now()));
    this.#timer = setTimeout(() => this.#wake(), wait);
  }

  #wake(): void {
    const now = performance.now();
    if (now >= this.#due) this.#catchUp(now);
    // The step may have stopped the loop.
    if (this.#timer !== undefined) this.#plan();
  }

  #catchUp(now: number): void {
    const gap = now - this.#latest;
    if (gap > GAP_MS) this.#events.onGap(gap);
    this.#latest = now;
    const behind = Math.floor((now - this.#due) / TICK_MS) + 1;
    this.#due += behind * TICK_MS;
    if (behind > CATCH_UP) this.#events.onDropped(behind - CATCH_UP);
    for (let i = Math.min(behind, CATCH_UP); i > 0 && this.#timer !== undefined; i--) this.#events.step();
  }
}
