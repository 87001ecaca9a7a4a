/** The connection of a client over a link that the test takes down, on a fake clock. */
import type { Room } from "@colyseus/sdk";
import { Reconnector } from "../../client/session/reconnector.ts";
import type { Found, RoomLocator } from "../../client/session/roomLocator.ts";
import { RoundTrip } from "../../client/session/roundTrip.ts";
import type { Link } from "../../client/session/view.ts";

/** ms; of a distant server. */
export const ROUND_TRIP = 120;

/**
 * What happens to an attempt while the link is down; "starved": its socket opens after a round trip, and no
 * more.
 */
export type Down = "refused" | "swallowed" | "starved";

/** A connection over a link that the test takes down, as `Reconnector` sees it; 30 patches a second. */
export class ClientLink {
  up = true;
  attempts = 0;
  readonly links: Link["state"][] = [];
  /** Callbacks of the latest search for the room. */
  found!: Found;
  /** When the latest attempt began, ms. */
  attemptedAt = 0;
  readonly reconnector: Reconnector;
  readonly trip: RoundTrip;
  /** The measured round trip, ms. */
  roundTrip: number;
  readonly #down: Down;
  /** When the first patch arrives, ms. */
  #patchesFrom: number;
  readonly #events: {
    onopen?: () => void;
    onclose?: (event: { code: number }) => void;
    onerror?: () => void;
  } = {};
  #back = (): void => {};
  #connected = true;
  /** Incremented with each socket: a socket that was given up sends nothing more. */
  #socket = 0;

  /** @param roundTrip ms @param known the round trip as measured in the join, ms */
  constructor(down: Down, roundTrip = ROUND_TRIP, known = roundTrip) {
    this.#down = down;
    this.roundTrip = roundTrip;
    this.trip = new RoundTrip(known);
    this.#patchesFrom = Date.now() + roundTrip;
    const wire = this;
    const room = {
      reconnectionToken: "room:token",
      onReconnect: (back: () => void) => {
        this.#back = back;
      },
      connection: {
        events: this.#events,
        transport: {
          get ws() {
            const own = wire.#socket;
            return { close: () => own === wire.#socket && wire.#hangUp() };
          },
        },
        reconnect: () => this.#attempt(),
      },
    };
    // The room does not move unless the test says so.
    const locator = { isSure: true, start: (found: Found) => (this.found = found), stop() {}, hurry() {} };
    this.reconnector = new Reconnector(
      room as unknown as Room,
      Date.now,
      locator as unknown as RoomLocator,
      { crowd: () => 0, lastMessage: () => 0, changed: ({ state }: Link) => this.links.push(state) },
      this.trip,
    );
    setInterval(
      () => this.up && this.#connected && Date.now() >= this.#patchesFrom && this.reconnector.received(),
      33,
    );
  }

  /** Both sides notice the end of the connection. */
  reset(): void {
    this.#connected = false;
    this.#events.onclose?.({ code: 1006 });
  }

  #hangUp(): void {
    this.#connected = false;
    this.#socket++;
  }

  #attempt(): void {
    this.attempts++;
    this.attemptedAt = Date.now();
    const own = ++this.#socket;
    const later = (act: () => void) => setTimeout(() => own === this.#socket && act(), this.roundTrip);
    if (this.up) {
      later(() => {
        this.#connected = true;
        this.#patchesFrom = Date.now() + this.roundTrip;
        this.#back();
      });
    } else if (this.#down === "refused") later(() => this.#events.onclose?.({ code: 1006 }));
    else if (this.#down === "starved") later(() => this.#events.onopen?.());
  }
}
