/**
 * Which server tick is on the screen. Patches come at an even pace, plus what the network adds; the earliest ones tell
 * when a tick's patch can be here at best. Others are drawn behind that by a delay that covers how late most patches come.
 *
 *   server  ──T──T+1──T+2──T+3──▶
 *   arrives     T────T+1───────T+2─T+3   lateness: how much later than the best of the last seconds
 *   drawn   ─────────T─ ─ T+1─ ─          one tick to interpolate over + lateness of most
 */

import { REWIND } from "../../shared/limits.ts";
import { TICK_MS } from "../../shared/tick.ts";

/**
 * How long an arrival counts as "the best of late", ms: one to two of these. What a burst of loss held back ends with a
 * patch in time, so it need not be longer; and a server that lost some ticks to a stall is found where it is soon.
 */
const WINDOW = 1000;
/**
 * Share of the patches that shall be there in time; ships fly on by themselves over the others (see tracks.ts). Waiting
 * for the last of a burst of loss would draw all others 0.3 s in the past, and shots beyond what the server rewinds.
 */
const IN_TIME = 0.85;
/** The estimate of how late such a share comes moves by this much a patch, ms: it follows a change within a second. */
const STEP = 10;
/** Patches of the first moments are late because the page is busy starting, not because of the link. ms */
const SETTLE = 1000;
/** Interpolation needs the tick before and the tick after, plus a little for the timers of both sides. In ticks. */
const LEAST = 1.5;
/** The drawn clock runs at most this much faster or slower: too little to be seen. */
const EASE = 0.1;
/** Unless it is off by more than this, ticks: then it hurries, since what is drawn is only guessed. */
const FAR = 4;
const HURRY = 0.2;
/** Farther off than this it jumps: after a pause of the page. In ticks. */
const JUMP = 30;

export class Timeline {
  /** Newest tick that has arrived, −1 before the first. */
  newest = -1;
  /** Tick on the screen, with fractions; never goes back, unless the match does. */
  drawn = 0;
  /** ms each */
  jitter = 0;
  #late = 0;
  /** Earliest arrivals of the present window and of the one before, as the time of tick 0. */
  #best = Number.POSITIVE_INFINITY;
  #bestBefore = Number.POSITIVE_INFINITY;
  #windowEnds = 0;
  #framed = 0;
  #limit: number = REWIND.max;
  #settledAt = Number.POSITIVE_INFINITY;
  #restarted = false;

  /** When the patch of tick 0 would have been here at best, ms. */
  get #start(): number {
    return Math.min(this.#best, this.#bestBefore);
  }

  /** Ticks others are drawn behind the best arrival. */
  get delay(): number {
    return Math.max(LEAST, Math.min(LEAST + this.#late / TICK_MS, this.#limit));
  }

  /** @param rtt ms. A delay beyond what the server rewinds to would only make shots miss. */
  limitBy(rtt: number): void {
    this.#limit = Math.max(2 * LEAST, REWIND.max - 1 - rtt / TICK_MS);
  }

  /** A patch is here. @param now ms */
  arrived(tick: number, now: number): void {
    const start = now - tick * TICK_MS;
    if (now >= this.#windowEnds) {
      this.#bestBefore = this.#best;
      this.#best = Number.POSITIVE_INFINITY;
      this.#windowEnds = now + WINDOW;
    }
    this.#best = Math.min(this.#best, start);
    const lateness = start - this.#start;
    this.jitter += (lateness - this.jitter) / 16;
    if (this.#settledAt === Number.POSITIVE_INFINITY) this.#settledAt = now + SETTLE;
    const counts = now >= this.#settledAt ? lateness : 0;
    // Up by a large part of the step when one is later, down by a small part when it is not: so it ends where they balance.
    const step = counts > this.#late ? Math.min(IN_TIME * STEP, counts - this.#late) : (IN_TIME - 1) * STEP;
    this.#late = Math.max(0, this.#late + step);
    this.newest = tick;
    // A match that was away itself has not gone on meanwhile.
    if (this.#restarted) this.drawn = Math.min(this.drawn, tick);
    this.#restarted = false;
  }

  /** Forgets the link's ways: it is a new one. The drawn tick stays, unless the next patch is older. */
  restart(): void {
    this.#restarted = true;
    this.#best = this.#bestBefore = Number.POSITIVE_INFINITY;
    this.#windowEnds = this.#late = this.jitter = 0;
    this.#settledAt = Number.POSITIVE_INFINITY;
  }

  /** Moves the drawn tick on to `now`, ms. */
  frame(now: number): void {
    const passed = (now - this.#framed) / TICK_MS;
    this.#framed = now;
    if (this.#start === Number.POSITIVE_INFINITY) return;
    const wanted = this.present(now) - this.delay;
    const off = wanted - this.drawn - passed;
    if (Math.abs(off) > JUMP) {
      this.drawn = wanted > this.drawn ? wanted : this.drawn;
      return;
    }
    const ease = (Math.abs(off) > FAR ? HURRY : EASE) * passed;
    this.drawn += Math.max(0, passed + Math.min(ease, Math.max(-ease, off)));
  }

  /** The newest tick that could be here at `now`, with fractions. */
  present(now: number): number {
    return this.#start === Number.POSITIVE_INFINITY ? 0 : (now - this.#start) / TICK_MS;
  }
}
