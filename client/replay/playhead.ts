/** Where a replay is, and how fast it goes on. */
import { TICK_MS, TICK_RATE } from "../../shared/tick.ts";

/** Times real time. */
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8] as const;
/** To a tick nearer than this it is quicker to play on than to restore a checkpoint. */
const NEAR = 10 * TICK_RATE;

export class Playhead {
  /** First and last tick of the match. */
  readonly from: number;
  to: number;
  /** What is on the screen, with fractions. */
  tick: number;
  isPlaying = false;
  /** Longest time that a frame counts for, ms: a page that was hidden goes on where it was. */
  longest = 250;
  /** Times the speed: a little more or less than 1 to stay at the end of a match that goes on. */
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

  /** No farther than to a step that was made. @param isLast whether none follows @param isGrowing whether the end is not the last */
  limit(tick: number, isLast: boolean, isGrowing = false): void {
    if (isLast) this.to = Math.max(this.from, tick);
    if (this.tick > tick) this.tick = Math.max(tick, this.from);
    if (this.isAtEnd && !isGrowing) this.isPlaying = false;
  }
}
