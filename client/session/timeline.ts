/**
 * Which server tick is on the screen. Patches leave at an even pace, and the network delays each of them
 * differently; the earliest arrivals tell when the patch of a tick can arrive at best. Remote entities are
 * drawn behind that time, by a delay that covers the lateness of most patches.
 *
 *   server  ──T──T+1──T+2──T+3──▶
 *   arrives     T────T+1───────T+2─T+3   lateness: how much later than the best of the last seconds
 *   drawn   ─────────T─ ─ T+1─ ─          one tick to interpolate over + lateness of most
 */
import { REWIND } from "../../shared/limits.ts";
import { TICK_MS } from "../../shared/tick.ts";

/**
 * The best arrival is the earliest one of the last one to two of these windows, ms. A longer window is not
 * needed, because a burst of loss ends with a patch that is in time. A short window also adapts soon when a
 * stalled server has lost ticks.
 */
const WINDOW = 1000;
/**
 * Share of the patches that arrive in time; for the others remote entities are extrapolated (see tracks.ts).
 * Waiting for the last patch of a burst of loss would draw all remote entities 0.3 s in the past, beyond what
 * the server rewinds for shots.
 */
const IN_TIME = 0.85;
/**
 * The estimate of that share's lateness moves by at most this much per patch, ms: it follows a change within
 * a second.
 */
const STEP = 10;
/** Lateness is ignored for this long at first, ms: the page is busy starting, so patches are read late. */
const SETTLE = 1000;
/**
 * Interpolation needs the tick before and the tick after, plus a little for the timers of both sides, ticks.
 */
const LEAST = 1.5;
/** The drawn clock deviates from real time by at most this share: too little to be seen. */
const EASE = 0.1;
/**
 * When the drawn clock is off by more than this, ticks, it catches up at HURRY, because what it draws is
 * extrapolated.
 */
const FAR = 4;
const HURRY = 0.2;
/** When it is off by more than this, ticks, it jumps: the page was paused. */
const JUMP = 30;

export class Timeline {
  /** Newest tick that has arrived, −1 before the first. */
  newest = -1;
  /**
   * Tick on the screen, with fractions. It never decreases, unless the match is restored from an earlier
   * tick.
   */
  drawn = 0;
  /** ms */
  jitter = 0;
  #late = 0;
  /** Earliest arrivals of this window and of the one before, each converted to the time of tick 0. */
  #best = Number.POSITIVE_INFINITY;
  #bestBefore = Number.POSITIVE_INFINITY;
  #windowEnds = 0;
  #framed = 0;
  #limit: number = REWIND.max;
  #settledAt = Number.POSITIVE_INFINITY;
  #restarted = false;

  /** When the patch of tick 0 would have arrived at best, ms. */
  get #start(): number {
    return Math.min(this.#best, this.#bestBefore);
  }

  /** How many ticks behind the best arrival remote entities are drawn. */
  get delay(): number {
    return Math.max(LEAST, Math.min(LEAST + this.#late / TICK_MS, this.#limit));
  }

  /**
   * Limits the delay to what the server rewinds to: a longer one would only make shots miss. @param rtt ms
   */
  limitBy(rtt: number): void {
    this.#limit = Math.max(2 * LEAST, REWIND.max - 1 - rtt / TICK_MS);
  }

  /** A patch has arrived. @param now ms */
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
    // Up by a large part of the step for a later patch, down by a small part for an earlier one: the estimate
    // settles where the two balance, at the IN_TIME quantile.
    const step = counts > this.#late ? Math.min(IN_TIME * STEP, counts - this.#late) : (IN_TIME - 1) * STEP;
    this.#late = Math.max(0, this.#late + step);
    this.newest = tick;
    // While a match is restored it does not advance, so the drawn tick may have run ahead of it.
    if (this.#restarted) this.drawn = Math.min(this.drawn, tick);
    this.#restarted = false;
  }

  /** Forgets what was measured on the old link. The drawn tick stays, unless the next patch is older. */
  restart(): void {
    this.#restarted = true;
    this.#best = this.#bestBefore = Number.POSITIVE_INFINITY;
    this.#windowEnds = this.#late = this.jitter = 0;
    this.#settledAt = Number.POSITIVE_INFINITY;
  }

  /** Advances the drawn tick to `now`, ms. */
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
