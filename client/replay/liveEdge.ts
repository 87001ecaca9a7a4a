/**
 * Keeps the playhead a little behind the end of a match that goes on, as evenly as it can: the log comes a second at a time, now and
 * then late, and the playhead moves a little faster or slower rather than stand still or leap.
 */
import { TICK_MS, TICK_RATE } from "../../shared/tick.ts";
import type { Playhead } from "./playhead.ts";

/** Ticks that are here and not shown yet: a second's worth, and what it may be late. More after each time there was too little. */
const RESERVE = { first: 1.5 * TICK_RATE, more: 0.5 * TICK_RATE, most: 6 * TICK_RATE } as const;
/** Farther away than this the playhead leaps, ticks. */
const FAR = 3 * TICK_RATE;
/** Share by which it may be faster or slower, and ticks behind at which it is. */
const PULL = { most: 0.1, at: 60 } as const;
/** Arrivals by which it is known when the next one is to be expected. */
const REMEMBERED = 8;
/** So close to the end somebody wants to see what happens now, ticks. */
const AT_END = 2 * TICK_RATE;

export class LiveEdge {
  /** Whether the playhead is kept there; false: it is where somebody has put it. */
  isFollowing = true;
  readonly #playhead: Playhead;
  readonly #seek: (tick: number) => void;
  /** By how much the newest tick was ahead of the clock, at the latest arrivals. */
  #leads: number[] = [];
  #newest = Number.NEGATIVE_INFINITY;
  #reserve: number = RESERVE.first;
  #isShort = false;

  /** @param seek shows another tick */
  constructor(playhead: Playhead, seek: (tick: number) => void) {
    this.#playhead = playhead;
    // On a slow machine it must not fall behind with every frame.
    playhead.longest = 1000;
    this.#seek = seek;
  }

  /** Goes there, and stays there. */
  follow(now: number): void {
    this.isFollowing = true;
    this.#playhead.speed = 1;
    this.#playhead.isPlaying = true;
    this.#seek(this.#target(now));
  }

  /** Somebody has paused, or chosen another speed. */
  leave(): void {
    this.isFollowing = false;
    this.#playhead.pull = 1;
  }

  /** Somebody wants to see that tick. */
  seek(tick: number, now: number): void {
    if (tick >= this.#playhead.to - AT_END) this.follow(now);
    else {
      this.leave();
      this.#seek(tick);
    }
  }

  /** To be called before each frame. @param now ms */
  frame(now: number): void {
    const playhead = this.#playhead;
    if (playhead.to > this.#newest) this.#note(playhead.to, now);
    if (playhead.speed !== 1) this.leave();
    if (!this.isFollowing) {
      // It has caught up, or there was nothing more to wait for.
      if (playhead.isPlaying && playhead.tick >= playhead.to - 1) this.follow(now);
      return;
    }
    const behind = this.#target(now) - playhead.tick;
    if (Math.abs(behind) > FAR) this.#seek(this.#target(now));
    else playhead.pull = 1 + Math.min(1, Math.max(-1, behind / PULL.at)) * PULL.most;
    this.#noteShortage(playhead.tick >= playhead.to - 0.5);
  }

  #note(tick: number, now: number): void {
    this.#newest = tick;
    this.#isShort = false;
    this.#leads.push(tick - now / TICK_MS);
    if (this.#leads.length > REMEMBERED) this.#leads.shift();
  }

  #noteShortage(isShort: boolean): void {
    if (isShort && !this.#isShort) this.#reserve = Math.min(RESERVE.most, this.#reserve + RESERVE.more);
    this.#isShort ||= isShort;
  }

  /** Where the playhead should be now: no farther than what has come. */
  #target(now: number): number {
    const expected = Math.max(...this.#leads) + now / TICK_MS;
    const reserve = this.#reserve;
    return Math.min(expected - reserve, this.#newest);
  }
}
