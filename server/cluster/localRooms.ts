/** The rooms of this process, and what the cluster must be able to ask of each. */
import type { Room } from "@colyseus/core";
import type { PlayerFigures, RoomFigures } from "../../shared/operators.ts";
import type { MatchMaker } from "../framework/framework.ts";
import { reservationsIn } from "../framework/reservations.ts";
import { listingOf } from "../framework/room.ts";
import type { Address } from "./ledger.ts";
import type { OwnListings } from "./listings.ts";

/** A player with a seat. */
export interface PlayerEntry {
  session: string;
  name: string;
  /** The connection is lost; the seat is kept. */
  away: boolean;
}

/** A room as the cluster sees it. */
export interface HostedRoom extends Room {
  people(): PlayerEntry[];
  /** Players who have to follow the match here. */
  readonly awaited: number;
  /** Says something to all in the room that was said outside of it. */
  receiveLobbyChat(chat: { from: string; name: string; text: string }): void;
  /**
   * Lets another process go on with the match, and sends the players after it with 4010.
   * @returns false when that cannot be now: then it goes on here
   */
  handOver(target: Address): Promise<boolean>;
  /** @returns whether that player had a seat, which is gone now; false, as those of the other orders, when the match is elsewhere */
  kick(session: string): Promise<boolean>;
  /** @param minutes nobody hears the player for that long; 0: everybody does again @returns whether the player has a seat */
  mute(session: string, minutes: number): Promise<boolean>;
  /** How it does. */
  figures(): RoomFigures;
  /** How its players do; asked only while an operator looks. */
  watch(): PlayerFigures[];
  /** Tells everybody in it. */
  notify(text: string): Promise<boolean>;
  /** Shows everybody out for good. */
  end(): Promise<boolean>;
}

export class LocalRooms {
  readonly #rooms = new Set<HostedRoom>();
  readonly #matchMaker: MatchMaker;
  readonly #own: OwnListings | undefined;

  constructor(matchMaker: MatchMaker, own?: OwnListings) {
    this.#matchMaker = matchMaker;
    this.#own = own;
  }

  /** Follows the rooms of all kinds defined so far. */
  follow(): void {
    for (const handler of Object.values(this.#matchMaker.getAllHandlers())) {
      handler.on("create", (room) => this.#rooms.add(room as HostedRoom));
      handler.on("dispose", (room) => {
        this.#rooms.delete(room as HostedRoom);
        this.#own?.forget(room.roomId, listingOf(room));
      });
    }
  }

  find(room: string): HostedRoom | undefined {
    for (const one of this.#rooms) if (one.roomId === room) return one;
    return undefined;
  }

  get size(): number {
    return this.#rooms.size;
  }

  [Symbol.iterator](): Iterator<HostedRoom> {
    return this.#rooms.values();
  }

  get players(): number {
    let players = 0;
    for (const room of this.#rooms) players += room.people().length;
    return players;
  }

  /** Players who have to follow their matches here. */
  get awaited(): number {
    let players = 0;
    for (const room of this.#rooms) players += room.awaited;
    return players;
  }

  /** Seats that nobody else can have: of those who play, are away, or have just been promised one. */
  get taken(): number {
    let seats = 0;
    for (const room of this.#rooms) seats += room.clients.length + reservationsIn(room);
    return seats;
  }

  /** How each does, by its id. */
  figures(): { [room: string]: RoomFigures } {
    return Object.fromEntries([...this.#rooms].map((room) => [room.roomId, room.figures()]));
  }
}
