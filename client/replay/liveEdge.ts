/**
 * Keeps the playhead at a steady distance behind the end of a growing log. The log arrives one second at a
 * time, and sometimes late; the playhead runs slightly faster or slower instead of stopping or jumping.
 */
import { TICK_MS, TICK_RATE } from "../../shared/tick.ts";
import type { Playhead } from "./playhead.ts";

/**
 * Buffered ticks: one second of the log, plus its usual lateness. The buffer grows by `more` each time it
 * runs empty.
 */
const RESERVE = { first: 1.5 * TICK_RATE, more: 0.5 * TICK_RATE, most: 6 * TICK_RATE } as const;
/** The playhead jumps when it is off by more than this, ticks. */
const FAR = 3 * TICK_RATE;
/** Largest change of the speed, as a share, and the distance at which it is reached, ticks. */
const PULL = { most: 0.1, at: 60 } as const;
/** Number of arrivals from which the next one is predicted. */
const REMEMBERED = 8;
/** A seek to within this distance of the end, ticks, follows the live edge. */
const AT_END = 2 * TICK_RATE;

export class LiveEdge {
  /** Whether the playhead follows the live edge; false after the viewer has moved it elsewhere. */
  isFollowing = true;
  readonly #playhead: Playhead;
  readonly #seek: (tick: number) => void;
  /** How far the newest tick was ahead of the clock at each of the latest arrivals, ticks. */
  #leads: number[] = [];
  #newest = Number.NEGATIVE_INFINITY;
  #reserve: number = RESERVE.first;
  #isShort = false;

  /** @param seek shows another tick */
  constructor(playhead: Playhead, seek: (tick: number) => void) {
    this.#playhead = playhead;
    // On a slow machine the playhead must not fall behind with every frame.
    playhead.longest = 1000;
    this.#seek = seek;
  }

  /** Moves the playhead to the live edge and keeps it there. */
  follow(now: number): void {
    this.isFollowing = true;
    this.#playhead.speed = 1;
    this.#playhead.isPlaying = true;
    this.#seek(this.#target(now));
  }

  /** The viewer has paused, or has chosen another speed. */
  leave(): void {
    this.isFollowing = false;
    this.#playhead.pull = 1;
  }

  /** The viewer has chosen a tick. */
  seek(tick: number, now: number): void {
    if (tick >= this.#playhead.to - AT_END) this.follow(now);
    else {
      this.leave();
      this.#seek(tick);
    }
  }

  /** Must be called before each frame. @param now ms */
  frame(now: number): void {
    const playhead = this.#playhead;
    if (playhead.to > this.#newest) this.#note(playhead.to, now);
    if (playhead.speed !== 1) this.leave();
    if (!this.isFollowing) {
      // The playhead has reached the end of the log.
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

  /** Where the playhead should be now: at most at the newest tick. */
  #target(now: number): number {
    const expected = Math.max(...this.#leads) + now / TICK_MS;
    const reserve = this.#reserve;
    return Math.min(expected - reserve, this.#newest);
  }
}
