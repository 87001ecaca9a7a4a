/**
 * Keeps a player's connection: detects a dead link (silence.ts) and reconnects to the same seat. It replaces
 * the SDK's own retries, which wait up to 6 s between attempts, never abandon one that hangs, and do not
 * cover the first seconds of a session.
 *
 *   playing ──closed, or silent (1.5 s)────▶ lost ──joined again──▶ playing
 *      │                                      └──30 s without an answer, or the seat is gone──▶ over
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
import { SilenceWatch } from "./silence.ts";
import type { Link } from "./view.ts";

/**
 * Default time over which clients follow a room that has moved, ms, when no process has named one; `each` is
 * added for each player in the room.
 */
const FOLLOW = { least: 60, each: 2 } as const;
/**
 * A client that is sent away (4010) first asks where its room is. Without an answer it tries the old address
 * after this time, ms.
 */
const SENT_AWAY = 400;
/** A server that has not noticed the drop yet may refuse this many attempts. */
const REFUSALS = 3;

export interface ReconnectorEvents {
  /** @returns number of the newest message received: the server repeats later messages on the reconnection */
  lastMessage(): number;
  /** @returns how many players the room had at last */
  crowd(): number;
  /** Called at every change of the link's state; "playing" only after a reconnection. */
  changed(link: Link): void;
}

export class Reconnector {
  link: Link = { state: "playing" };
  readonly #room: Room;
  readonly #now: () => number;
  readonly #to: ReconnectorEvents;
  readonly #locator: RoomLocator;
  readonly #trip: RoundTrip;
  readonly #silence: SilenceWatch;
  readonly #attempts: Attempts;
  #refusals = 0;

  /**
   * @param now ms; the clock of `Link.since`
   * @param locator finds the room when its process is gone
   * @param trip others update it while the link is up
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
    const hung = (): void => {
      cutOff(room);
      this.#failed();
    };
    this.#attempts = new Attempts(now, trip, { open: () => this.#open(), hung });
    interceptOpen(room, () => {
      this.#attempts.opened();
      this.#extend();
    });
    interceptClose(room, (code) => this.#closed(code));
    room.onReconnect(() => this.#back());
    this.#silence = new SilenceWatch(now, trip, () => this.#silent());
  }

  /** A frame has arrived. */
  received(): void {
    this.#silence.received();
  }

  /** The player leaves: from now on no close of the connection is a fault. */
  end(): void {
    this.#silence.stop();
    this.#attempts.stop();
    if (this.link.state !== "over") this.#over(1000);
  }

  /**
   * The page is put away and may be shown again: closes the socket, keeps the seat, and makes no attempts
   * meanwhile.
   */
  suspend(): void {
    if (this.link.state === "over") return;
    this.#attempts.stop();
    cutOff(this.#room);
    if (this.link.state === "playing") this.#setLost();
    this.#locator.stop();
  }

  /** The page is shown again: reconnects to the seat at once, if the server still keeps it. */
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

  #silent(): void {
    if (this.link.state !== "playing") return;
    cutOff(this.#room);
    this.#lost();
  }

  /** @returns whether the close was handled here, so that the SDK must not see it */
  #closed(code: number): boolean {
    if (this.link.state === "over") return false;
    const refused = this.link.state === "lost" && code === SEAT_GONE;
    if (refused && (++this.#refusals < REFUSALS || !this.#locator.isSure)) {
      this.#failed();
      return true;
    }
    // The server still counts this client's dead connections, and will notice that they are gone.
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
        cutOff(this.#room);
        this.#over(CLOSE.over);
      },
    });
  }

  /**
   * The server has shown a sign of life, so the client waits longer. Only the server knows whether it keeps
   * the seat: it restarts the grace period after a migration, and excludes time in which it could admit
   * nobody. A process that cannot locate the match may be about to restore it.
   */
  #extend(): void {
    const { link } = this;
    if (link.state !== "lost") return;
    const latest = link.since + SEAT.longestGraceSeconds * 1000;
    link.giveUpAt = Math.max(link.giveUpAt, Math.min(latest, this.#now() + SEAT.graceSeconds * 1000));
  }

  /** The room has moved to another process. @param within see `Found` */
  #follow(within = FOLLOW.least + FOLLOW.each * this.#to.crowd()): void {
    cutOff(this.#room);
    this.#refusals = 0;
    this.#attempts.follow(within);
  }

  /** @param pause shortest pause before the attempt, ms */
  #retry(pause = 0): void {
    if (this.link.state !== "lost") return;
    if (this.#now() >= this.link.giveUpAt) this.#over(CLOSE.over);
    else this.#attempts.next(pause);
  }

  #open(): void {
    cutOff(this.#room);
    const token = this.#room.reconnectionToken.split(":")[1]!;
    reopen(this.#room, token, this.#to.lastMessage());
  }

  #back(): void {
    this.#attempts.stop();
    this.#locator.stop();
    this.received();
    this.#trip.restart(this.#attempts.took);
    this.link = { state: "playing" };
    this.#to.changed(this.link);
  }

  #over(code: number): void {
    this.#silence.stop();
    this.#attempts.stop();
    this.#locator.stop();
    this.link = { state: "over", code, reason: reasonOf(code) };
    this.#to.changed(this.link);
  }
}
