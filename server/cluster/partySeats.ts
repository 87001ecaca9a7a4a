/**
 * Finds seats for the members of a party, all in the room to which the party is bound (parties.ts).
 *
 *   bound? ──yes──▶ a seat there, or the reason why not
 *     │ no, or that match is over
 *     ▼
 *   a seat as for anybody, in a room with places for friends ──▶ bind ──won──▶ it is the party's room
 *                                                                 └──another member was faster──▶ the seat is cancelled; again
 *
 * The seat is reserved before the binding is written, so that a party is bound only to rooms that exist.
 */
import { ServerError } from "@colyseus/core";
import { PARTY_REFUSED } from "../../shared/party.ts";
import { BotRefused } from "../net/admitBot.ts";
import { isRefusal, type OpenRooms, type SeatQuery } from "./openRooms.ts";
import type { PartyRoom, PartyStore } from "./parties.ts";
import { PartyRefused } from "./partyRefused.ts";
import type { Clock, Listings, PeerProcesses, SeatReservation } from "./ports.ts";
import { TryAgain } from "./seatDeadline.ts";
import type { RoomLocation } from "./takeover.ts";

/**
 * A party that may move leaves a room that refuses it for this long, ms, because the match of the room is
 * about to migrate.
 */
const TIMEOUT = 3000;
/** Time between two requests to the party's room while it gives no seat, ms. */
const PAUSE = 250;
const CLOSED = "the process of your party's room takes no new players; try again in a moment";

/** A request by a member of a party. */
export interface PartyQuery {
  readonly party: string;
  /** @returns whether the request asks for this room */
  isWanted(room: PartyRoom): boolean;
  /** Whether the party leaves its room if the request asks for another one, or if the room is full. */
  readonly moves: boolean;
}

export interface PartySeatsOptions {
  parties: Pick<PartyStore, "look" | "bind">;
  clock: Clock;
  listings: Pick<Listings, "find">;
  peers: Pick<PeerProcesses, "cancelSeat">;
  /** Finds a room, or takes it over. */
  where(room: string): Promise<RoomLocation>;
}

export class PartySeats {
  readonly #on: PartySeatsOptions;
  readonly #rooms: OpenRooms;

  constructor(options: PartySeatsOptions, rooms: OpenRooms) {
    this.#on = options;
    this.#rooms = rooms;
  }

  /**
   * @param authenticate @returns the identity of the player for a room of the mode
   * @param find finds a seat as for a player without a party
   * @returns a function to call until it returns a seat
   * @throws ServerError with the reason why the player gets no seat with its party
   */
  search(
    query: PartyQuery,
    asked: SeatQuery,
    authenticate: (mode: string) => Promise<unknown>,
    find: () => Promise<SeatReservation>,
  ): () => Promise<SeatReservation | undefined> {
    const { parties, clock } = this.#on;
    let refusedSince: number | undefined;
    const later = (): Promise<undefined> => clock.wait(PAUSE).then(() => undefined);
    return async () => {
      const bound = await parties.look(query.party);
      if (bound === "unsettled") return await later();
      const isThere = bound !== undefined && query.isWanted(bound);
      if (bound !== undefined && (isThere || !query.moves)) {
        const seat = await this.#seatIn(bound, isThere, asked, authenticate);
        if (seat === "unknown") return await later();
        if (seat === "refused") {
          refusedSince ??= clock.now();
          if (!query.moves || clock.now() - refusedSince < TIMEOUT) return await later();
        }
        const isRefused = typeof seat === "string" || seat instanceof PartyRefused;
        if (!isRefused) return seat;
        if (seat !== "over" && !query.moves) throw typeof seat === "string" ? new TryAgain(CLOSED) : seat;
      }
      return await this.#bind(query.party, bound?.room, await find(), asked);
    };
  }

  /**
   * @returns "unknown": it is not known yet which process has the room; "refused": the room may have a seat
   * in a moment; "closed": its
   *   process admits no new players
   */
  async #seatIn(
    { room, mode }: PartyRoom,
    isWanted: boolean,
    asked: SeatQuery,
    authenticate: (mode: string) => Promise<unknown>,
  ): Promise<SeatReservation | PartyRefused | "over" | "refused" | "closed" | "unknown"> {
    const listing = await this.#on.listings.find(room);
    if (isWanted && listing !== undefined && this.#rooms.isOpen(listing)) {
      const seat = await this.#rooms.reserve(listing, asked, await authenticate(mode));
      if (!isRefusal(seat) || seat instanceof PartyRefused) return seat;
      if (seat instanceof BotRefused) throw seat;
      if (seat === "full" && (listing.locked || listing.clients >= listing.maxClients))
        return new PartyRefused("full");
    }
    // If the owner of the room is gone, this takes the match over.
    const found = await this.#on.where(room);
    if (found.state === "over") return "over";
    if (!isWanted)
      throw new ServerError(PARTY_REFUSED.elsewhere, `your party plays in another room, of "${mode}"`);
    if (found.state !== "here") return "unknown";
    return this.#rooms.isClosed(found.at.id) ? "closed" : "refused";
  }

  /**
   * @param instead room that the party leaves
   * @returns undefined when the party is bound to another room now
   */
  async #bind(
    party: string,
    instead: string | undefined,
    seat: SeatReservation,
    { deadline }: SeatQuery,
  ): Promise<SeatReservation | undefined> {
    const { parties, peers } = this.#on;
    const { roomId: room, name: mode, sessionId } = seat;
    const now = await parties.bind(party, { room, mode }, instead).catch((error) => {
      peers.cancelSeat(room, sessionId);
      throw error;
    });
    if (now !== "unsettled" && now.room === room && !deadline.isOver) return seat;
    peers.cancelSeat(room, sessionId);
    return undefined;
  }
}
