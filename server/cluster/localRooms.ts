/** The rooms of this process, and what the cluster asks of each. */
import type { Room } from "@colyseus/core";
import type { PlayerFigures, RoomFigures } from "../../shared/operators.ts";
import type { MatchMaker } from "../framework/framework.ts";
import { reservationsIn } from "../framework/reservations.ts";
import { listingOf } from "../framework/room.ts";
import type { ProcessAddress } from "./ledger.ts";
import type { OwnListings } from "./listings.ts";
import type { LobbyChat } from "./lobby.ts";
import type { PartyHost } from "./partyKeeper.ts";

/** A player with a seat. */
export interface PlayerEntry {
  session: string;
  name: string;
  /** The connection is lost; the seat is kept. */
  away: boolean;
  /** It says that it is a bot; absent: it does not. */
  bot?: boolean;
}

/** A room as the cluster sees it. */
export interface HostedRoom extends Room, Pick<PartyHost, "isActive" | "parties"> {
  people(): PlayerEntry[];
  /** Players that have not followed the match here yet. */
  readonly awaited: number;
  /** Sends a lobby message to all players in the room. */
  receiveLobbyChat(chat: LobbyChat): void;
  /**
   * Hands the match over to a target process, and sends the players after it with 4010.
   * @returns false when that is not possible now: then the match continues here
   */
  handOver(target: ProcessAddress): Promise<boolean>;
  /**
   * @returns whether that player had a seat, which is gone now; false, as for all orders, when the match is
   * elsewhere
   */
  kick(session: string): Promise<boolean>;
  /** @param minutes how long the player is muted; 0: not at all @returns whether the player has a seat */
  mute(session: string, minutes: number): Promise<boolean>;
  figures(): RoomFigures;
  /** Computed only while an operator looks at the room. */
  watch(): PlayerFigures[];
  /** Sends a notice to all players in it. */
  notify(text: string): Promise<boolean>;
  /** Ends the match for good: all connections are closed, no seat is kept. */
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

  /** Players that have not followed their matches here yet. */
  get awaited(): number {
    let players = 0;
    for (const room of this.#rooms) players += room.awaited;
    return players;
  }

  /** Seats that are taken: of present players, of absent players, and reserved ones. */
  get taken(): number {
    let seats = 0;
    for (const room of this.#rooms) seats += room.clients.length + reservationsIn(room);
    return seats;
  }

  /** Figures of each room, by its id. */
  figures(): { [room: string]: RoomFigures } {
    return Object.fromEntries([...this.#rooms].map((room) => [room.roomId, room.figures()]));
  }
}
