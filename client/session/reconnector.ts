/**
 * Keeps a player's connection: notices when it has died without a word, and comes back to the same seat. In place of
 * the SDK's own retries, which wait up to 6 s between attempts, never give up on one that hangs, and skip a session's first
 * seconds.
 *
 *   playing ──closed, or silent (1.5 s)────▶ lost ──joined again──▶ playing
 *      │                                      └──30 s, or the seat is gone──▶ over
 *      └──closed for good──▶ over
 */
import type { Room } from "@colyseus/sdk";
import { SEAT } from "../../shared/limits.ts";
import { CLOSE } from "../../shared/protocol.ts";
import { cutOff, interceptClose, reopen } from "../framework/sdk.ts";
import type { RoomLocator } from "./roomLocator.ts";
import { RoundTrip } from "./roundTrip.ts";
import type { Link } from "./view.ts";

/**
 * A server that says nothing for this long, ms, is not there: it sends 30 patches a second. On a link of more than a second
 * there and back for so many round trips: its first patch takes one, and so does whatever is lost and sent again.
 */
const SILENCE = { least: 1500, trips: 1.5 } as const;
const WATCH_EVERY = 250;
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
/** A timer that is late by more than this, ms, did not run because nothing did. */
const ASLEEP = 100;
/** Where nobody has said so: a room that has moved is gone after within this time, ms, more for each entity in it. */
const FOLLOW = { least: 60, each: 2 } as const;
/**
 * A process that is known to be there is given this long, ms, besides the time over which it wants returns to be spread: an attempt
 * that is given up while it waits its turn costs the process as much as one that succeeds, and the next one waits again.
 */
const QUEUE = 3000;
/** A client that is sent away (4010) first asks where its room is; without an answer it tries the old address after this, ms. */
const SENT_AWAY = 400;
/** A server that has not yet noticed the drop may refuse at first. */
const REFUSALS = 3;

/** Close codes after which the seat is kept. */
const KEPT: readonly number[] = [1001, 1005, 1006, CLOSE.comeBack, CLOSE.tooSlow];
const SEAT_GONE = 4003;

/** Why a connection is over, in words for the player. */
const REASONS: { [code: number]: string } = {
  1000: "You left the game",
  4000: "You left the game",
  [CLOSE.stopping]: "The server was stopped",
  [CLOSE.over]: "Your seat was given up",
  [CLOSE.tooOld]: "The game has been updated: reload the page",
  [CLOSE.kicked]: "You were removed from the game",
  [CLOSE.tooMany]: "Too many connections from your address",
  [CLOSE.tooFast]: "Your client sent too much",
  [CLOSE.malformed]: "Your client sent something broken",
  [CLOSE.tooSlow]: "Your connection is too slow",
};

export interface ReconnectorEvents {
  /** @returns number of the newest message that has come: what was said after it is told on the return */
  heard(): number;
  /** @returns how many players the room had at last */
  crowd(): number;
  /** Called with every new state of the link; "playing" only when it is back. */
  changed(link: Link): void;
}

export class Reconnector {
  link: Link = { state: "playing" };
  readonly #room: Room;
  readonly #now: () => number;
  readonly #to: ReconnectorEvents;
  readonly #locator: RoomLocator;
  readonly #trip: RoundTrip;
  readonly #watch: ReturnType<typeof setInterval>;
  #heardAt: number;
  #watchedAt: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause: number = PAUSE.first;
  #refusals = 0;
  #attemptedAt = 0;
  /** ms that an attempt may wait for its turn; 0 while it is not known that anybody is there. */
  #queue = 0;
  #isAttempting = false;

  /**
   * @param now ms; the clock of `Link.since`
   * @param locator finds the room when its process is gone
   * @param trip is measured by others while the link is up
   */
  constructor(
    room: Room,
    now: () => number,
    locator: RoomLocator,
    to: ReconnectorEvents,
    trip = new RoundTrip(),
  ) {
    this.#room = room;
    this.#locator = locator;
    this.#trip = trip;
    this.#now = now;
    this.#to = to;
    this.#heardAt = this.#watchedAt = now();
    interceptClose(room, (code) => this.#closed(code));
    room.onReconnect(() => this.#back());
    this.#watch = setInterval(() => this.#look(), WATCH_EVERY);
  }

  /** Something has arrived. */
  heard(): void {
    this.#heardAt = this.#now();
  }

  /** The player leaves: whatever happens to the connection now is no fault. */
  end(): void {
    clearInterval(this.#watch);
    clearTimeout(this.#timer);
    if (this.link.state !== "over") this.#over(1000);
  }

  /** The page is put away and may be taken out again: the socket is closed, the seat is kept, and nothing is tried meanwhile. */
  suspend(): void {
    if (this.link.state === "over") return;
    clearTimeout(this.#timer);
    this.#detach();
    if (this.link.state === "playing") this.#setLost();
    this.#locator.stop();
  }

  /** The page is back: comes back to the seat at once, if it is still kept. */
  resume(): void {
    if (this.link.state !== "lost") return;
    if (this.#now() >= this.link.giveUpAt) {
      this.#over(CLOSE.over);
      return;
    }
    this.#pause = PAUSE.first;
    this.#seek();
    this.#attempt();
  }

  #look(): void {
    const now = this.#now();
    // A watch that comes late was asleep itself; what has arrived meanwhile may still wait to be read.
    const slept = now - this.#watchedAt > 4 * WATCH_EVERY;
    this.#watchedAt = now;
    const limit = Math.max(SILENCE.least, SILENCE.trips * this.#trip.expected);
    if (slept) this.#heardAt = Math.max(this.#heardAt, now - limit / 2);
    if (this.link.state === "playing" && now - this.#heardAt > limit) this.#drop();
  }

  #drop(): void {
    this.#detach();
    this.#lost();
  }

  /** @returns whether the close has been seen to here. */
  #closed(code: number): boolean {
    if (this.link.state === "over") return false;
    const refused = this.link.state === "lost" && code === SEAT_GONE;
    if (refused && (++this.#refusals < REFUSALS || !this.#locator.isSure)) {
      this.#failed();
      return true;
    }
    // The server still counts connections that are long gone; it will notice.
    const crowded = this.link.state === "lost" && code === CLOSE.tooMany;
    if (!KEPT.includes(code) && !crowded) {
      this.#over(code);
      return false;
    }
    if (this.link.state === "playing") this.#lost(code);
    else this.#failed();
    return true;
  }

  #lost(code?: number): void {
    this.#setLost();
    this.#seek();
    this.#retry(code === CLOSE.comeBack ? SENT_AWAY : 0);
  }

  #failed(): void {
    this.#queue = 0;
    this.#locator.hurry();
    this.#retry();
  }

  #setLost(): void {
    const since = this.#now();
    this.#pause = PAUSE.first;
    this.#refusals = 0;
    this.#queue = 0;
    this.#isAttempting = false;
    this.link = { state: "lost", since, giveUpAt: since + SEAT.graceSeconds * 1000 };
    this.#to.changed(this.link);
  }

  #seek(): void {
    this.#locator.start({
      moved: (within) => this.#follow(within),
      stays: (within = 0) => this.#attemptWithin(within),
      over: () => this.#giveUp(),
    });
  }

  /** There is nothing to come back to. */
  #giveUp(): void {
    this.#detach();
    this.#over(CLOSE.over);
  }

  /** The room lives elsewhere now. @param within see `Found` */
  #follow(within = FOLLOW.least + FOLLOW.each * this.#to.crowd()): void {
    this.#detach();
    this.#isAttempting = false;
    this.#refusals = 0;
    this.#pause = PAUSE.first;
    this.#attemptWithin(within);
  }

  /** Its process is there, and wants those who come back to spread their attempts over so many ms. */
  #attemptWithin(within: number): void {
    this.#queue = QUEUE + within;
    if (this.#isAttempting) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#attempt(), within * Math.random());
  }

  /** @param pause ms, at least */
  #retry(pause = 0): void {
    if (this.link.state !== "lost") return;
    this.#isAttempting = false;
    clearTimeout(this.#timer);
    if (this.#now() >= this.link.giveUpAt) {
      this.#over(CLOSE.over);
      return;
    }
    this.#timer = setTimeout(() => this.#attempt(), Math.max(pause, this.#pause) * (0.5 + Math.random()));
    this.#pause = Math.min(PAUSE.longest, this.#pause * PAUSE.growth);
  }

  #attempt(): void {
    this.#detach();
    this.#isAttempting = true;
    this.#giveUpIn(this.#patience());
    this.#attemptedAt = this.#now();
    const token = this.#room.reconnectionToken.split(":")[1]!;
    reopen(this.#room, { reconnectionToken: token, heard: this.#to.heard() });
  }

  /** Ends an attempt after a time, ms. */
  #giveUpIn(patience: number, isFirst = true): void {
    const due = this.#now() + patience;
    this.#timer = setTimeout(() => {
      // Who comes late was asleep itself: the answer may be here, and wait to be read.
      if (isFirst && this.#now() - due > ASLEEP) return this.#giveUpIn(ASLEEP, false);
      this.#detach();
      this.#failed();
    }, patience);
  }

  #patience(): number {
    const lostFor = this.link.state === "lost" ? this.#now() - this.link.since : 0;
    return Math.max(
      Math.min(ATTEMPT.most, Math.max(ATTEMPT.least, lostFor * ATTEMPT.share)),
      Math.min(ATTEMPT.longest, ATTEMPT.trips * this.#trip.expected),
      this.#queue,
    );
  }

  #back(): void {
    clearTimeout(this.#timer);
    this.#locator.stop();
    this.heard();
    this.#trip.restart(this.#now() - this.#attemptedAt);
    this.link = { state: "playing" };
    this.#to.changed(this.link);
  }

  #over(code: number): void {
    clearInterval(this.#watch);
    clearTimeout(this.#timer);
    this.#locator.stop();
    const reason = REASONS[code] ?? `The connection was closed (${code})`;
    this.link = { state: "over", code, reason };
    this.#to.changed(this.link);
  }

  /** Closes the present socket, and hears no more of it. */
  #detach(): void {
    cutOff(this.#room);
  }
}
