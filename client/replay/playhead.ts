/** The position of a replay, and its speed. */
import { TICK_MS, TICK_RATE } from "../../shared/tick.ts";

/** Multiples of real time. */
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8] as const;
/** Within this distance, ticks, playing on is quicker than restoring a checkpoint. */
const NEAR = 10 * TICK_RATE;

export class Playhead {
  /** First and last tick of the match. */
  readonly from: number;
  to: number;
  /** The tick on the screen, with fractions. */
  tick: number;
  isPlaying = false;
  /** Longest time that one frame advances, ms: a page that was hidden continues where it was. */
  longest = 250;
  /** Factor of the speed, close to 1: keeps the playhead at the end of a growing log. */
  pull = 1;
  #speed: number = 1;
  #framed: number | undefined;

  constructor({ from, to }: { readonly from: number; readonly to: number }) {
    this.from = from;
    this.to = Math.max(from, to);
    this.tick = from;
  }

  get speed(): number {
    return this.#speed;
  }

  /** @param speed one of `SPEEDS` */
  set speed(speed: number) {
    if (SPEEDS.some((one) => one === speed)) this.#speed = speed;
  }

  get isAtEnd(): boolean {
    return this.tick >= this.to;
  }

  put(tick: number): void {
    this.tick = Math.min(Math.max(tick, this.from), this.to);
  }

  isNear(tick: number): boolean {
    return Math.abs(tick - this.tick) < NEAR;
  }

  /** @param now ms @param goesOn whether there is something to show */
  frame(now: number, goesOn: boolean): void {
    const passed = Math.min(this.longest, Math.max(0, now - (this.#framed ?? now)));
    this.#framed = now;
    if (this.isPlaying && goesOn) this.put(this.tick + (passed / TICK_MS) * this.#speed * this.pull);
  }

  /**
   * Stops at the latest step.
   * @param isLast whether no step follows
   * @param isGrowing whether the end may still move
   */
  limit(tick: number, isLast: boolean, isGrowing = false): void {
    if (isLast) this.to = Math.max(this.from, tick);
    if (this.tick > tick) this.tick = Math.max(tick, this.from);
    if (this.isAtEnd && !isGrowing) this.isPlaying = false;
  }
}
