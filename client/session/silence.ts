/** Notices a connection that has died without a close frame: nothing arrives any more. */
import type { RoundTrip } from "./roundTrip.ts";

/**
 * A server that sends nothing for this long, ms, counts as gone: it sends 30 patches a second. On a link with
 * a round trip of more than a second the limit is this many round trips, because the first patch takes one
 * and so does each retransmission.
 */
const SILENCE = { least: 1500, trips: 1.5 } as const;
const WATCH_EVERY = 250;

export class SilenceWatch {
  readonly #now: () => number;
  readonly #trip: RoundTrip;
  readonly #silent: () => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #receivedAt: number;
  #watchedAt: number;

  /** @param now ms @param silent called every 250 ms while the server is silent */
  constructor(now: () => number, trip: RoundTrip, silent: () => void) {
    this.#now = now;
    this.#trip = trip;
    this.#silent = silent;
    this.#receivedAt = this.#watchedAt = now();
    this.#timer = setInterval(() => this.#check(), WATCH_EVERY);
  }

  /** A frame has arrived. */
  received(): void {
    this.#receivedAt = this.#now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #check(): void {
    const now = this.#now();
    // A late timer means that this process was suspended: frames may have arrived without being read yet.
    const slept = now - this.#watchedAt > 4 * WATCH_EVERY;
    this.#watchedAt = now;
    const limit = Math.max(SILENCE.least, SILENCE.trips * this.#trip.expected);
    if (slept) this.#receivedAt = Math.max(this.#receivedAt, now - limit / 2);
    if (now - this.#receivedAt > limit) this.#silent();
  }
}
