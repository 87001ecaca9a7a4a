/** The event loop and the clock of a simulated process. A fault can stop both. */
import type { Clock } from "../../../server/cluster/ports.ts";
import type { SimWorld } from "./world.ts";

/** A process that was stopped has its connections again within this time, ms. */
const WAKING = 1000;

/** Dates of processes are wrong by at most this, ms. */
const WRONG_DATE = 5000;

export class EventLoop {
  readonly clock: Clock;
  /** The process has ended. */
  isDead = false;
  /** Time of the latest wake-up, ms. */
  wokeAt = Number.NEGATIVE_INFINITY;
  readonly #world: SimWorld;
  /** Speed of the process's clock relative to simulated time. */
  readonly #rate: number;
  #offset: number;
  /** By which its date differs from the right one, ms. */
  #dateOffset: number;
  #isPaused = false;
  /** Its machine is suspended. */
  #isAsleep = false;
  #dueTimers: (() => void)[] = [];
  #dueMessages: (() => void)[] = [];

  /** @param datesDiffer whether the date of the process is wrong by up to `WRONG_DATE` */
  constructor(world: SimWorld, datesDiffer: boolean) {
    this.#world = world;
    this.#rate = world.between(0.999, 1.001);
    this.#offset = world.between(0, 1e6);
    this.#dateOffset = datesDiffer ? world.between(-WRONG_DATE, WRONG_DATE) : 0;
    this.clock = {
      now: () => world.now * this.#rate + this.#offset,
      date: () => world.now + 1.7e12 + this.#dateOffset,
      wait: (ms) => new Promise((resolve) => this.timer(ms, resolve)),
      every: (ms, work) => this.#every(ms, work),
    };
  }

  /** Whether the process is alive and not stopped. */
  get runs(): boolean {
    return !this.isDead && !this.#isPaused;
  }

  /**
   * Whether it has run without a pause since a time, ms, and had been awake long enough to have its
   * connections.
   */
  ranSince(time: number): boolean {
    return this.runs && this.wokeAt < time - WAKING;
  }

  /** @param delay ms of the process's clock */
  timer(delay: number, work: () => void): void {
    this.#world.after(delay / this.#rate, () => {
      if (this.isDead) return;
      if (this.#isPaused) this.#dueTimers.push(work);
      else work();
    });
  }

  /** Handles a message that has arrived: now, or when the process wakes. */
  deliver(work: () => void): void {
    if (this.isDead) return;
    if (this.#isPaused) this.#dueMessages.push(work);
    else work();
  }

  /**
   * Stops the process, as SIGSTOP does.
   * @param duration ms @param asleep its machine is suspended: its clock stops too
   */
  pause(duration: number, asleep = false): void {
    if (this.isDead || this.#isPaused) return;
    this.#isPaused = true;
    this.#isAsleep = asleep;
    this.#world.after(duration, () => {
      if (asleep) this.#offset -= duration * this.#rate;
      this.wake();
    });
  }

  /** A step never ends: the process handles nothing any more. */
  block(): void {
    this.#isPaused = true;
  }

  /**
   * Sets the date of the machine, as NTP does. While it is suspended nothing does: then a date set back would
   * hide the suspension.
   * @param by ms
   */
  setDate(by: number): void {
    if (!this.#isAsleep) this.#dateOffset += by;
  }

  wake(): void {
    if (!this.#isPaused) return;
    this.#isPaused = this.#isAsleep = false;
    this.wokeAt = this.#world.now;
    // A process that wakes runs its timers before it reads its sockets.
    const due = [...this.#dueTimers.splice(0), ...this.#dueMessages.splice(0)];
    for (const work of due) this.#world.after(0, () => this.deliver(work));
  }

  #every(ms: number, work: () => void): () => void {
    let isOver = false;
    const again = (): void =>
      this.timer(ms, () => {
        if (isOver) return;
        work();
        again();
      });
    again();
    return () => {
      isOver = true;
    };
  }
}
