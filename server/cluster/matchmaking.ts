/**
 * How players get seats. It replaces the framework's matchmaking, which opens several rooms when many players come at once, waits twice
 * 2 s for a dead process, and never answers while Redis is away:
 *
 *   fullest open room of a living process ──no seat──▶ next room ──none──▶ one opener at a time opens a new one ──▶ again
 *
 * A request has one deadline, counted from its arrival. Until then the search is repeated when a room or a process refuses or does not
 * answer, or when Redis stalls.
 */
import { type AuthContext, ErrorCode, type IRoomCache, ServerError } from "@colyseus/core";
import type { JoinIdentity } from "../net/identity.ts";
import { NotOpened, Opener, type OpenerOptions } from "./opener.ts";
import type { Opening } from "./opening.ts";
import { isRefusal, OpenRooms, type OpenRoomsOptions, type SeatQuery } from "./openRooms.ts";
import type { PartyRoom } from "./parties.ts";
import { PartySeats, type PartySeatsOptions } from "./partySeats.ts";
import { isOpen } from "./placement.ts";
import type { Listings, MatchmakingHost, Options, SeatReservation } from "./ports.ts";
import { isAway } from "./redisFaults.ts";
import { cutOff, type RequestOrigin, SeatDeadline, TryAgain } from "./seatDeadline.ts";
import { Semaphore } from "./semaphore.ts";
import { isForParty } from "./waitingRooms.ts";

export interface MatchmakingOptions extends OpenRoomsOptions, OpenerOptions, PartySeatsOptions {
  opening: Opening;
  host: MatchmakingHost;
  listings: Listings;
  peers: OpenRoomsOptions["peers"] & OpenerOptions["peers"];
}

/** How a method of the framework's matchmaking finds a seat. */
type Way = (nameOrId: string, asked: SeatQuery) => Promise<SeatReservation>;

/** Most requests of this process that search for a seat in rooms of one kind at the same time. */
const SIDE_BY_SIDE = 16;
/** A request without a seat after this time is answered with "try again", ms from its arrival. */
const TIMEOUT = 8000;
/** A request for one certain room that does not answer, or is about to move, is repeated for this long, ms. */
const ONE_ROOM = 3000;
/** The lock for opening a room expires within this time, ms: see TIMEOUT in opening.ts. */
const TURN = 3000;
/** Time between searches while another request opens a room, ms. */
const LOOK_AGAIN = 40;
/** Time between searches after a fault, ms. */
const CALM = 250;

export class Matchmaking {
  readonly #on: MatchmakingOptions;
  readonly #rooms: OpenRooms;
  readonly #opener: Opener;
  readonly #semaphores = new Map<string, Semaphore>();
  readonly #parties: PartySeats;
  readonly #ways = new Map<string, Way>([
    ["joinOrCreate", (name, asked) => this.#queue(name, asked, this.#joinOrOpen)],
    ["join", (name, asked) => this.#queue(name, asked, this.#join)],
    ["create", (name, asked) => this.#together(name, asked, this.#create)],
    ["joinById", (id, asked) => this.#together(id, asked, this.#joinById)],
    ["reconnect", (id, { options, wanted }) => this.#on.host.reconnect(id, options, wanted.cancellation)],
  ]);

  constructor(options: MatchmakingOptions) {
    this.#on = options;
    this.#rooms = new OpenRooms(options);
    this.#opener = new Opener(options, this.#rooms);
    this.#parties = new PartySeats(options, this.#rooms);
  }

  /**
   * @param method of the framework's matchmaking, by its name in the address
   * @param nameOrId kind of room, or id of one
   * @throws ServerError with a message for the player
   */
  async seat(
    method: string,
    nameOrId: string,
    options: Options,
    context?: AuthContext,
    asker: RequestOrigin = {},
  ): Promise<SeatReservation> {
    const way = this.#ways.get(method);
    if (way === undefined)
      throw new ServerError(ErrorCode.MATCHMAKE_NO_HANDLER, `invalid method "${method}"`);
    const { registry, rooms } = this.#on;
    // A return to a match in this process needs no Redis.
    if (!registry.up && !(method === "reconnect" && rooms.has(nameOrId))) throw cutOff();
    const wanted = new SeatDeadline(this.#on.clock, TIMEOUT, asker);
    try {
      return await wanted.for(way(nameOrId, { options, context, wanted, auths: new Map() }));
    } catch (error) {
      if (error instanceof ServerError) throw error;
      if (isAway(error)) throw cutOff();
      this.#on.log.error({ err: error, method }, "fault in matchmaking");
      throw new ServerError(ErrorCode.MATCHMAKE_UNHANDLED, "the server failed to find a seat; try again");
    }
  }

  /** @returns the rooms of a kind that take players */
  openRooms = (name: string): Promise<IRoomCache[]> => this.#rooms.lately(name);

  /**
   * Follows the path of a request for a seat, without reserving one. Like a request, it waits while another request opens a
   * room: under load one nearly always does.
   * @returns why a request would get no seat; undefined when it would get one
   */
  async whyNoSeat(name: string): Promise<string | undefined> {
    const { clock, opening, registry } = this.#on;
    const end = clock.now() + TURN;
    for (;;) {
      if (!registry.up) return "cut off from Redis";
      const rooms = await this.#rooms.of(name);
      for (const room of rooms) if (await this.#rooms.hasSeat(room)) return undefined;
      const none = `no listed room has a free seat and answers (${rooms.length} asked)`;
      let isLocked = false;
      await opening.once(name, async () => {
        isLocked = true;
      });
      if (isLocked)
        return (await this.#opener.canOpen(name)) ? undefined : `${none}, and no process can open one`;
      if (clock.now() >= end) return `${none}, and the lock for opening one is taken`;
      await clock.wait(CALM);
    }
  }

  async #queue(name: string, asked: SeatQuery, way: Way): Promise<SeatReservation> {
    // Unknown names are refused here, before a semaphore is kept for them.
    this.#on.host.requireKind(name);
    const semaphore = this.#semaphores.get(name) ?? new Semaphore(SIDE_BY_SIDE);
    this.#semaphores.set(name, semaphore);
    // A member waits for the room of its party outside: others search meanwhile.
    const find = () => semaphore.pass(() => way(name, asked), asked.wanted.cancellation);
    return await this.#together(name, asked, way, find);
  }

  /** A member of a party gets a seat in the room of the party; see partySeats.ts. */
  async #together(
    nameOrId: string,
    asked: SeatQuery,
    way: Way,
    find = () => way(nameOrId, asked),
  ): Promise<SeatReservation> {
    const { party, moveParty } = asked.options;
    if (typeof party !== "string") return await find();
    const isWanted = ({ room, mode }: PartyRoom): boolean =>
      way !== this.#create && (way === this.#joinById ? room : mode) === nameOrId;
    const query = { party, isWanted, moves: moveParty === true };
    const authenticate = (mode: string) => this.#authenticate(mode, asked);
    return await this.#lookAgain(asked, this.#parties.search(query, asked, authenticate, find));
  }

  readonly #joinOrOpen = async (name: string, asked: SeatQuery): Promise<SeatReservation> => {
    const auth = await this.#authenticate(name, asked);
    return await this.#lookAgain(asked, async () => {
      let seat = await this.#rooms.seatIn(await this.#rooms.lately(name), asked, auth);
      if (seat !== undefined) return seat;
      await this.#on.opening.once(name, async () => {
        try {
          // Queried again: another request may have opened a room before this one got the lock. A listed room that does not
          // answer, or that refuses, is no open room.
          seat = await this.#rooms.seatIn(await this.#rooms.of(name), asked, auth);
          if (seat === undefined) seat = await this.#open(name, asked, auth);
        } catch (error) {
          // Other requests of this process wait for the lock. They are not refused because this client is gone, or out of time.
          throw asked.wanted.isOver
            ? new NotOpened("the request that was to open the room has ended")
            : error;
        }
      });
      return seat;
    });
  };

  /**
   * Opens a room.
   * @returns for a party the seat in it or, where there can be no new room, in one without places for all (not in a mode with `bySkill`);
   *   else undefined
   */
  async #open(name: string, asked: SeatQuery, auth: unknown): Promise<SeatReservation | undefined> {
    try {
      const room = await this.#opener.open(name, asked.options);
      if (asked.options.party === undefined) return undefined;
      const seat = await this.#rooms.reserve(room, asked, auth);
      return isRefusal(seat) ? undefined : seat;
    } catch (error) {
      // A party's members duel with each other, and not with a stranger who waits.
      const isBySkill = (auth as JoinIdentity | undefined)?.skill !== undefined;
      const seat =
        error instanceof TryAgain && asked.options.party !== undefined && !isBySkill
          ? await this.#rooms.anySeatIn(await this.#rooms.of(name), asked, auth)
          : undefined;
      if (seat === undefined) throw error;
      return seat;
    }
  }

  readonly #join = async (name: string, asked: SeatQuery): Promise<SeatReservation> => {
    const auth = await this.#authenticate(name, asked);
    return await this.#lookAgain(asked, async () => {
      const seat = await this.#rooms.seatIn(await this.#rooms.of(name), asked, auth);
      if (seat !== undefined) return seat;
      throw new ServerError(
        ErrorCode.MATCHMAKE_INVALID_CRITERIA,
        `no room "${name}" with a free seat; joinOrCreate opens one`,
      );
    });
  };

  readonly #create = async (name: string, asked: SeatQuery): Promise<SeatReservation> => {
    this.#on.host.requireKind(name);
    const auth = await this.#authenticate(name, asked);
    return await this.#lookAgain(asked, async () => {
      const seat = await this.#rooms.reserve(await this.#opener.open(name, asked.options), asked, auth);
      return isRefusal(seat) ? undefined : seat;
    });
  };

  readonly #joinById = async (id: string, asked: SeatQuery): Promise<SeatReservation> => {
    const { clock, listings, registry } = this.#on;
    const end = clock.now() + ONE_ROOM;
    return await this.#lookAgain(asked, async () => {
      const room = await listings.find(id);
      if (room === undefined)
        throw new ServerError(ErrorCode.MATCHMAKE_INVALID_ROOM_ID, `room "${id}" not found`);
      if (!registry.processes.some((one) => one.id === room.processId && isOpen(one)))
        throw new TryAgain("the room's process accepts no new players; try again in a moment");
      if (isForParty(room) && asked.options.party === undefined) throw noSeatThere();
      const seat = await this.#rooms.reserve(room, asked, byId(await this.#authenticate(room.name, asked)));
      if (!isRefusal(seat)) return seat;
      if (typeof seat !== "string") throw seat;
      const isLate = clock.now() >= end;
      // A room that is about to move refuses as well.
      if (seat === "full" && (isLate || room.locked || room.clients >= room.maxClients)) throw noSeatThere();
      if (isLate) throw new TryAgain("the room does not answer; try again in a moment");
      return undefined;
    });
  };

  /** @throws the reason of `wanted` when that is over; what `look` throws unless another look may help */
  async #lookAgain(
    { wanted: { cancellation } }: SeatQuery,
    look: () => Promise<SeatReservation | undefined>,
  ): Promise<SeatReservation> {
    const { clock, chance, registry } = this.#on;
    for (;;) {
      let calm = LOOK_AGAIN;
      try {
        const seat = await look();
        if (seat !== undefined) return seat;
      } catch (error) {
        if (!(error instanceof NotOpened || isAway(error))) throw error;
        calm = CALM;
      }
      cancellation.throwIfCancelled();
      if (!registry.up) throw cutOff();
      await clock.wait(calm * chance.random());
      cancellation.throwIfCancelled();
    }
  }

  /** Once for each request and mode: it may read the records of the player. */
  #authenticate(name: string, { options, context, auths }: SeatQuery): Promise<unknown> {
    const known = auths.get(name) ?? this.#on.host.authenticate(name, options, context);
    auths.set(name, known);
    return known;
  }
}

const noSeatThere = () => new ServerError(ErrorCode.MATCHMAKE_INVALID_ROOM_ID, "the room has no free seat");

/** A room of a mode with `bySkill` takes a player that asks for it by id, whatever its skill; a bot is told why a room refuses it. */
function byId(auth: unknown): unknown {
  const { skill, bot } = (auth ?? {}) as Partial<JoinIdentity>;
  return skill === undefined && bot === undefined ? auth : { ...(auth as JoinIdentity), byId: true };
}
