/** Attempts to come back to a seat: when each begins, and how long it may take. */
import type { RoundTrip } from "./roundTrip.ts";

/**
 * Between attempts, ms: short at first, with chance in it so that a thousand players do not come at once. It grows by a
 * 33rd of the time that has passed: after a cut of 3 s the next attempt is a third of a second away at most.
 */
const PAUSE = { first: 120, longest: 1000, growth: 1.03 } as const;
/**
 * An attempt that hangs is given up after this, ms: soon at first, later after a share of the time lost; but not before as many
 * round trips as it takes to open a connection with TLS (three), and one for what is lost on the way.
 */
const ATTEMPT = { least: 600, most: 1500, share: 1 / 3, trips: 4, longest: 12_000 } as const;
/**
 * While a server shows signs of life the link carries packets, and an attempt that is not answered yet waits for a process that is
 * short of CPU: the next attempt would wait as long. So an attempt is given up only so many ms after the latest sign; `opened`: after
 * its own socket has opened, as long as the server may take to answer a request for a seat. ATTEMPT.longest after its begin at most.
 */
const SIGN = { life: 3000, opened: 8000 } as const;
/** A timer that is late by more than this, ms, did not run because nothing did. */
const ASLEEP = 100;
/**
 * A process that is known to be there is given this long, ms, besides the time over which it wants returns to be spread: an attempt
 * that is given up while it waits its turn costs the process as much as one that succeeds, and the next one waits again.
 */
const QUEUE = 3000;

export interface AttemptEvents {
  /** An attempt begins. */
  open(): void;
  /** It has taken too long. */
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
  /** When the attempt under way is given up, ms. */
  #dueAt = 0;
  /** ms that an attempt may wait for its turn; 0 while it is not known that anybody is there. */
  #queue = 0;
  #isUnderWay = false;

  /** @param now ms @param trip how long a round trip takes */
  constructor(now: () => number, trip: RoundTrip, to: AttemptEvents) {
    this.#now = now;
    this.#trip = trip;
    this.#to = to;
  }

  /** The connection is lost. @param since ms */
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

  /** The next pauses are short again. */
  hurry(): void {
    this.#pause = PAUSE.first;
  }

  /** There is no attempt under way, or it has failed: another one begins after a pause. @param least ms */
  next(least = 0): void {
    this.#isUnderWay = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.begin(), Math.max(least, this.#pause) * (0.5 + Math.random()));
    this.#pause = Math.min(PAUSE.longest, this.#pause * PAUSE.growth);
  }

  /** The attempt under way has failed: nobody is known to be there. */
  failed(): void {
    this.#queue = 0;
  }

  /** The room is at another address: an attempt at the old one counts no more. @param within see `within` */
  follow(within: number): void {
    this.#isUnderWay = false;
    this.#pause = PAUSE.first;
    this.within(within);
  }

  /** The process of the room is there, and wants those who come back to spread their attempts over so many ms. */
  within(ms: number): void {
    this.#queue = QUEUE + ms;
    if (this.#isUnderWay) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.begin(), ms * Math.random());
  }

  /** A process of the server has answered: the attempt under way lasts longer. */
  alive(): void {
    this.#extend(SIGN.life);
  }

  /** The socket of the attempt under way has opened. */
  opened(): void {
    this.#extend(SIGN.opened);
  }

  begin(): void {
    this.#isUnderWay = true;
    this.#giveUpIn(this.#patience());
    this.#beganAt = this.#now();
    this.#to.open();
  }

  /** The attempt under way is given up after so many ms from now at the earliest. */
  #extend(ms: number): void {
    if (!this.#isUnderWay) return;
    const due = Math.min(this.#now() + ms, this.#beganAt + ATTEMPT.longest);
    if (due <= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#giveUpIn(due - this.#now());
  }

  /** Ends an attempt after a time, ms. */
  #giveUpIn(patience: number, isFirst = true): void {
    const due = this.#now() + patience;
    this.#dueAt = due;
    this.#timer = setTimeout(() => {
      // A timer that comes late was asleep itself: the answer may be here, and wait to be read.
      if (isFirst && this.#now() - due > ASLEEP) return this.#giveUpIn(ASLEEP, false);
      this.#to.hung();
    }, patience);
  }

  #patience(): number {
    const lostFor = this.#now() - this.#lostAt;
    return Math.max(
      Math.min(ATTEMPT.most, Math.max(ATTEMPT.least, lostFor * ATTEMPT.share)),
      Math.min(ATTEMPT.longest, ATTEMPT.trips * this.#trip.expected),
      this.#queue,
    );
  }
}
