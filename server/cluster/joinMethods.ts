/**
 * The methods by which a request for a seat finds one: join a room, join or open one, create one, join one by
 * id. Each repeats its search until it has a seat or the deadline of the request is over, when a room or a
 * process refuses or does not answer, or when Redis stalls.
 */
import { ErrorCode, ServerError } from "@colyseus/core";
import { identityIn } from "../net/joinIdentity.ts";
import { NotOpened, Opener, type OpenerOptions } from "./opener.ts";
import type { Opening } from "./opening.ts";
import { isRefusal, OpenRooms, type OpenRoomsOptions, type SeatQuery } from "./openRooms.ts";
import { isOpen } from "./placement.ts";
import type { Listings, MatchmakingHost, SeatReservation } from "./ports.ts";
import { isAway } from "./redisFaults.ts";
import { cutOff, TryAgain } from "./seatDeadline.ts";
import { isForParty } from "./waitingRooms.ts";

export interface JoinMethodsOptions extends OpenRoomsOptions, OpenerOptions {
  opening: Opening;
  host: MatchmakingHost;
  listings: Listings;
  peers: OpenRoomsOptions["peers"] & OpenerOptions["peers"];
}

/** How a method of the framework's matchmaking finds a seat. */
export type JoinMethod = (nameOrId: string, query: SeatQuery) => Promise<SeatReservation>;

/**
 * A request for one certain room that does not answer, or is about to move, is repeated for this long, ms.
 */
const ONE_ROOM = 3000;
/** Time between searches while another request opens a room, ms. */
const SEARCH_AGAIN = 40;
/** Time between searches after a fault, ms. */
export const AFTER_FAULT = 250;

export class JoinMethods {
  readonly rooms: OpenRooms;
  readonly opener: Opener;
  readonly #on: JoinMethodsOptions;

  constructor(options: JoinMethodsOptions) {
    this.#on = options;
    this.rooms = new OpenRooms(options);
    this.opener = new Opener(options, this.rooms);
  }

  readonly joinOrOpen = async (name: string, query: SeatQuery): Promise<SeatReservation> => {
    const auth = await this.authenticate(name, query);
    return await this.searchUntilFound(query, async () => {
      let seat = await this.rooms.seatIn(await this.rooms.lately(name), query, auth);
      if (seat !== undefined) return seat;
      await this.#on.opening.once(name, async () => {
        try {
          // Queried again: another request may have opened a room before this one got the lock. A listed room
          // that does not answer, or that refuses, is no open room.
          seat = await this.rooms.seatIn(await this.rooms.of(name), query, auth);
          if (seat === undefined) seat = await this.#open(name, query, auth);
        } catch (error) {
          // Other requests of this process wait for the lock. They are not refused because this client is
          // gone, or out of time.
          throw query.deadline.isOver
            ? new NotOpened("the request that was to open the room has ended")
            : error;
        }
      });
      return seat;
    });
  };

  /**
   * Opens a room.
   * @returns for a party the seat in it or, where there can be no new room, in one without places for all
   * (not in a mode with `bySkill`);
   *   else undefined
   */
  async #open(name: string, query: SeatQuery, auth: unknown): Promise<SeatReservation | undefined> {
    try {
      const room = await this.opener.open(name, query.options);
      if (query.options.party === undefined) return undefined;
      const seat = await this.rooms.reserve(room, query, auth);
      return isRefusal(seat) ? undefined : seat;
    } catch (error) {
      // Members of a party duel with each other, not with another waiting player.
      const isBySkill = identityIn(auth).skill !== undefined;
      const seat =
        error instanceof TryAgain && query.options.party !== undefined && !isBySkill
          ? await this.rooms.anySeatIn(await this.rooms.of(name), query, auth)
          : undefined;
      if (seat === undefined) throw error;
      return seat;
    }
  }

  readonly join = async (name: string, query: SeatQuery): Promise<SeatReservation> => {
    const auth = await this.authenticate(name, query);
    return await this.searchUntilFound(query, async () => {
      const seat = await this.rooms.seatIn(await this.rooms.of(name), query, auth);
      if (seat !== undefined) return seat;
      throw new ServerError(
        ErrorCode.MATCHMAKE_INVALID_CRITERIA,
        `no room "${name}" with a free seat; joinOrCreate opens one`,
      );
    });
  };

  readonly create = async (name: string, query: SeatQuery): Promise<SeatReservation> => {
    this.#on.host.requireKind(name);
    const auth = await this.authenticate(name, query);
    return await this.searchUntilFound(query, async () => {
      const seat = await this.rooms.reserve(await this.opener.open(name, query.options), query, auth);
      return isRefusal(seat) ? undefined : seat;
    });
  };

  readonly joinById = async (id: string, query: SeatQuery): Promise<SeatReservation> => {
    const { clock, listings, registry } = this.#on;
    const end = clock.now() + ONE_ROOM;
    return await this.searchUntilFound(query, async () => {
      const room = await listings.find(id);
      if (room === undefined)
        throw new ServerError(ErrorCode.MATCHMAKE_INVALID_ROOM_ID, `room "${id}" not found`);
      if (!registry.processes.some((one) => one.id === room.processId && isOpen(one)))
        throw new TryAgain("the room's process accepts no new players; try again in a moment");
      if (isForParty(room) && query.options.party === undefined) throw noSeatThere();
      const seat = await this.rooms.reserve(room, query, byId(await this.authenticate(room.name, query)));
      if (!isRefusal(seat)) return seat;
      if (typeof seat !== "string") throw seat;
      const isLate = clock.now() >= end;
      // A room that is about to move refuses as well.
      if (seat === "full" && (isLate || room.locked || room.clients >= room.maxClients)) throw noSeatThere();
      if (isLate) throw new TryAgain("the room does not answer; try again in a moment");
      return undefined;
    });
  };

  /**
   * @throws the reason of `deadline` when that is over; what `search` throws unless another search may help
   */
  async searchUntilFound(
    { deadline: { cancellation } }: SeatQuery,
    search: () => Promise<SeatReservation | undefined>,
  ): Promise<SeatReservation> {
    const { clock, chance, registry } = this.#on;
    for (;;) {
      let pause = SEARCH_AGAIN;
      try {
        const seat = await search();
        if (seat !== undefined) return seat;
      } catch (error) {
        if (!(error instanceof NotOpened || isAway(error))) throw error;
        pause = AFTER_FAULT;
      }
      cancellation.throwIfCancelled();
      if (!registry.up) throw cutOff();
      await clock.wait(pause * chance.random());
      cancellation.throwIfCancelled();
    }
  }

  /** Once for each request and mode: it may read the records of the player. */
  authenticate(name: string, { options, context, auths }: SeatQuery): Promise<unknown> {
    const known = auths.get(name) ?? this.#on.host.authenticate(name, options, context);
    auths.set(name, known);
    return known;
  }
}

const noSeatThere = () => new ServerError(ErrorCode.MATCHMAKE_INVALID_ROOM_ID, "the room has no free seat");

/**
 * A room that is requested by id admits a player of any skill in a mode with `bySkill`, and gives a bot the
 * reason of a refusal.
 */
function byId(auth: unknown): unknown {
  const { skill, bot } = identityIn(auth);
  return skill === undefined && bot === undefined ? auth : { ...identityIn(auth), byId: true };
}
