/** Reconnection attempts: when each one begins, and how long it may take. */
import type { RoundTrip } from "./roundTrip.ts";

/**
 * Pause between attempts, ms. It is short at first, and jittered so that a thousand players do not reconnect
 * at once. It grows by a 33rd of the time that has passed: 3 s after a cut the next attempt is at most a
 * third of a second away.
 */
const PAUSE = { first: 120, longest: 1000, growth: 1.03 } as const;
/**
 * An attempt that hangs is abandoned after this time, ms. The time is short at first and then grows with the
 * time since the loss. It is never shorter than the round trips that opening a TLS connection takes (three),
 * plus one for a packet lost on the way.
 */
const ATTEMPT = { least: 600, most: 1500, share: 1 / 3, trips: 4, longest: 12_000 } as const;
/**
 * While the server shows signs of life, the link carries packets, and an unanswered attempt waits for a
 * process that is short of CPU. A new attempt would wait as long. So the client abandons an attempt at the
 * earliest this many ms after the latest sign of life (`life`: any answer; `opened`: the attempt's own socket
 * opened, and a request for a seat may take that long). It abandons an attempt at the latest ATTEMPT.longest
 * after its begin.
 */
const SIGN = { life: 3000, opened: 8000 } as const;
/** A timer that is late by more than this, ms, means that the page or process was suspended. */
const ASLEEP = 100;
/**
 * Once the owner process is known to be up, an attempt may wait this long, ms, plus the time over which the
 * process spreads returning players. An attempt that is abandoned while it queues costs the process as much
 * as one that succeeds, and the next attempt queues again.
 */
const QUEUE = 3000;

export interface AttemptEvents {
  /** An attempt begins. */
  open(): void;
  /** The attempt has taken too long. */
  hung(): void;
}

export class Attempts {
  readonly #now: () => number;
  readonly #trip: RoundTrip;
  readonly #to: AttemptEvents;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause: number = PAUSE.first;
  #lostAt = 0;
  #beganAt = 0;
  /** When the attempt under way is abandoned, ms. */
  #dueAt = 0;
  /** How long an attempt may wait for its turn, ms; 0 while the owner process is not known to be up. */
  #queue = 0;
  #isUnderWay = false;

  /** @param now ms @param trip the round-trip time of the link */
  constructor(now: () => number, trip: RoundTrip, to: AttemptEvents) {
    this.#now = now;
    this.#trip = trip;
    this.#to = to;
  }

  /** The connection is lost. @param since when, ms */
  reset(since: number): void {
    this.#lostAt = since;
    this.#pause = PAUSE.first;
    this.#queue = 0;
    this.#isUnderWay = false;
  }

  stop(): void {
    this.#isUnderWay = false;
    clearTimeout(this.#timer);
  }

  /** ms since the latest attempt began. */
  get took(): number {
    return this.#now() - this.#beganAt;
  }

  /** Makes the next pauses short again. */
  hurry(): void {
    this.#pause = PAUSE.first;
  }

  /**
   * Begins another attempt after a pause, when no attempt is under way or the latest one has failed.
   * @param least shortest pause, ms
   */
  next(least = 0): void {
    this.#isUnderWay = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.begin(), Math.max(least, this.#pause) * (0.5 + Math.random()));
    this.#pause = Math.min(PAUSE.longest, this.#pause * PAUSE.growth);
  }

  /** The attempt under way has failed: the owner process is no longer known to be up. */
  failed(): void {
    this.#queue = 0;
  }

  /**
   * The room has another address now: an attempt at the old address no longer counts.
   * @param within see `within`
   */
  follow(within: number): void {
    this.#isUnderWay = false;
    this.#pause = PAUSE.first;
    this.within(within);
  }

  /** The owner process is up, and asks returning players to spread their attempts over this many ms. */
  within(ms: number): void {
    this.#queue = QUEUE + ms;
    if (this.#isUnderWay) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.begin(), ms * Math.random());
  }

  /** A server process has answered: the attempt under way may last longer. */
  alive(): void {
    this.#extend(SIGN.life);
  }

  /** The socket of the attempt under way has opened. */
  opened(): void {
    this.#extend(SIGN.opened);
  }

  begin(): void {
    this.#isUnderWay = true;
    this.#giveUpIn(this.#timeout());
    this.#beganAt = this.#now();
    this.#to.open();
  }

  /** Abandons the attempt under way at the earliest this many ms from now. */
  #extend(ms: number): void {
    if (!this.#isUnderWay) return;
    const due = Math.min(this.#now() + ms, this.#beganAt + ATTEMPT.longest);
    if (due <= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#giveUpIn(due - this.#now());
  }

  /** Abandons an attempt after a time, ms. */
  #giveUpIn(timeout: number, isFirst = true): void {
    const due = this.#now() + timeout;
    this.#dueAt = due;
    this.#timer = setTimeout(() => {
      // A late timer means that this process was suspended: the answer may have arrived without being read
      // yet.
      if (isFirst && this.#now() - due > ASLEEP) return this.#giveUpIn(ASLEEP, false);
      this.#to.hung();
    }, timeout);
  }

  #timeout(): number {
    const lostFor = this.#now() - this.#lostAt;
    return Math.max(
      Math.min(ATTEMPT.most, Math.max(ATTEMPT.least, lostFor * ATTEMPT.share)),
      Math.min(ATTEMPT.longest, ATTEMPT.trips * this.#trip.expected),
      this.#queue,
    );
  }
}
