/**
 * Keeps a player's connection: notices when it has died without a word, and comes back to the same seat. In place of
 * the SDK's own retries, which wait up to 6 s between attempts, never give up on one that hangs, and skip a session's first
 * seconds.
 *
 *   playing ──closed, or silent (1.5 s)────▶ lost ──joined again──▶ playing
 *      │                                      └──30 s without a word, or the seat is gone──▶ over
 *      └──closed for good──▶ over
 */
import type { Room } from "@colyseus/sdk";
import { SEAT } from "../../shared/limits.ts";
import { CLOSE } from "../../shared/protocol.ts";
import { cutOff, interceptClose, interceptOpen, reopen } from "../framework/sdk.ts";
import { Attempts } from "./attempts.ts";
import { keepsSeat, reasonOf, SEAT_GONE } from "./closeCodes.ts";
import type { RoomLocator } from "./roomLocator.ts";
import { RoundTrip } from "./roundTrip.ts";
import type { Link } from "./view.ts";

/**
 * A server that says nothing for this long, ms, is not there: it sends 30 patches a second. On a link of more than a second
 * there and back for so many round trips: its first patch takes one, and so does whatever is lost and sent again.
 */
const SILENCE = { least: 1500, trips: 1.5 } as const;
const WATCH_EVERY = 250;
/** Where nobody has said so: a room that has moved is gone after within this time, ms, more for each entity in it. */
const FOLLOW = { least: 60, each: 2 } as const;
/** A client that is sent away (4010) first asks where its room is; without an answer it tries the old address after this, ms. */
const SENT_AWAY = 400;
/** A server that has not yet noticed the drop may refuse at first. */
const REFUSALS = 3;

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
  readonly #attempts: Attempts;
  #refusals = 0;

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
    this.#attempts = new Attempts(now, trip, { open: () => this.#open(), hung: () => this.#hung() });
    interceptOpen(room, () => {
      this.#attempts.opened();
      this.#extend();
    });
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
    this.#attempts.stop();
    if (this.link.state !== "over") this.#over(1000);
  }

  /** The page is put away and may be taken out again: the socket is closed, the seat is kept, and nothing is tried meanwhile. */
  suspend(): void {
    if (this.link.state === "over") return;
    this.#attempts.stop();
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
    this.#attempts.hurry();
    this.#seek();
    this.#attempts.begin();
  }

  #look(): void {
    const now = this.#now();
    // A watch that comes late was asleep itself; what has arrived meanwhile may still wait to be read.
    const slept = now - this.#watchedAt > 4 * WATCH_EVERY;
    this.#watchedAt = now;
    const limit = Math.max(SILENCE.least, SILENCE.trips * this.#trip.expected);
    if (slept) this.#heardAt = Math.max(this.#heardAt, now - limit / 2);
    if (this.link.state !== "playing" || now - this.#heardAt <= limit) return;
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
    if (!keepsSeat(code) && !crowded) {
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
    this.#attempts.failed();
    this.#locator.hurry();
    this.#retry();
  }

  #setLost(): void {
    const since = this.#now();
    this.#attempts.reset(since);
    this.#refusals = 0;
    this.link = { state: "lost", since, giveUpAt: since + SEAT.graceSeconds * 1000 };
    this.#to.changed(this.link);
  }

  #seek(): void {
    this.#locator.start({
      answered: () => {
        this.#attempts.alive();
        this.#extend();
      },
      moved: (within) => this.#follow(within),
      stays: (within = 0) => this.#attempts.within(within),
      over: () => {
        this.#detach();
        this.#over(CLOSE.over);
      },
    });
  }

  /**
   * The server has shown a sign of life. It knows whether the seat is kept: it counts the time anew after a move, and counts no time in
   * which it could let nobody in. A process that cannot tell where the match is may be waiting for that very answer.
   */
  #extend(): void {
    const { link } = this;
    if (link.state !== "lost") return;
    const latest = link.since + SEAT.longestGraceSeconds * 1000;
    link.giveUpAt = Math.max(link.giveUpAt, Math.min(latest, this.#now() + SEAT.graceSeconds * 1000));
  }

  /** The room lives elsewhere now. @param within see `Found` */
  #follow(within = FOLLOW.least + FOLLOW.each * this.#to.crowd()): void {
    this.#detach();
    this.#refusals = 0;
    this.#attempts.follow(within);
  }

  /** @param pause ms, at least */
  #retry(pause = 0): void {
    if (this.link.state !== "lost") return;
    if (this.#now() >= this.link.giveUpAt) this.#over(CLOSE.over);
    else this.#attempts.next(pause);
  }

  #open(): void {
    this.#detach();
    const token = this.#room.reconnectionToken.split(":")[1]!;
    reopen(this.#room, { reconnectionToken: token, heard: this.#to.heard() });
  }

  #hung(): void {
    this.#detach();
    this.#failed();
  }

  #back(): void {
    this.#attempts.stop();
    this.#locator.stop();
    this.heard();
    this.#trip.restart(this.#attempts.took);
    this.link = { state: "playing" };
    this.#to.changed(this.link);
  }

  #over(code: number): void {
    clearInterval(this.#watch);
    this.#attempts.stop();
    this.#locator.stop();
    this.link = { state: "over", code, reason: reasonOf(code) };
    this.#to.changed(this.link);
  }

  /** Closes the present socket, and hears no more of it. */
  #detach(): void {
    cutOff(this.#room);
  }
}
