/**
 * The connection of a session: counts its traffic, measures its round trips, and returns to the seat after a
 * drop.
 */
import type { Room } from "@colyseus/sdk";
import { leaveRoom } from "../framework/sdk.ts";
import { Reconnector, type ReconnectorEvents } from "./reconnector.ts";
import { RoomLocator } from "./roomLocator.ts";
import type { RoundTrip } from "./roundTrip.ts";
import { Traffic } from "./traffic.ts";
import type { Link } from "./view.ts";

/** How long a server may take to confirm that the player has left, ms. */
const LEAVING = 2000;

export interface ConnectionOptions {
  /** ms; the clock of `Link.since` */
  now: () => number;
  /** The address through which the player joined, as in http://localhost:2567 */
  entry: string;
  /** See `RoomLocator`. */
  shown?: ((url: URL) => string) | undefined;
}

export class Connection {
  readonly traffic: Traffic;
  /** Finds the room when its process is gone. */
  readonly locator: RoomLocator;
  /** How often the connection was lost. */
  drops = 0;
  /** How often the player has returned to the seat. */
  returns = 0;
  readonly #room: Room;
  readonly #reconnector: Reconnector;
  readonly #onChanged: (link: Link) => void;

  constructor(
    room: Room,
    trip: RoundTrip,
    { now, entry, shown }: ConnectionOptions,
    { changed, ...events }: ReconnectorEvents,
  ) {
    this.#room = room;
    this.#onChanged = changed;
    this.traffic = new Traffic(room, trip, () => this.#reconnector.received());
    this.locator = new RoomLocator(room, entry, shown, trip);
    const own = { ...events, changed: (link: Link) => this.#changed(link) };
    this.#reconnector = new Reconnector(room, now, this.locator, own, trip);
  }

  get link(): Link {
    return this.#reconnector.link;
  }

  /** See `PlayerSession`. */
  suspend(): void {
    this.#reconnector.suspend();
  }

  /** See `PlayerSession`. */
  resume(): void {
    this.#reconnector.resume();
  }

  async leave(): Promise<void> {
    const playing = this.link.state === "playing";
    this.#reconnector.end();
    this.traffic.end();
    await leaveRoom(this.#room, playing ? LEAVING : 0);
  }

  #changed(link: Link): void {
    if (link.state === "lost") this.drops++;
    else if (link.state === "playing") {
      this.returns++;
      this.traffic.restart();
    } else this.traffic.end();
    this.#onChanged(link);
  }
}
