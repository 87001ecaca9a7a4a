/**
 * How players get seats. It replaces the framework's matchmaking, which opens several rooms when many players
 * come at once, waits twice 2 s for a dead process, and never answers while Redis is away:
 *
 *   fullest open room of a living process ──no seat──▶ next room ──none──▶ one opener at a time opens a new one ──▶ again
 *
 * A request has one deadline, counted from its arrival; until then its method (joinMethods.ts) repeats the
 * search.
 */
import { type AuthContext, ErrorCode, type IRoomCache, ServerError } from "@colyseus/core";
import type { RequestOrigin } from "../net/seatRoute.ts";
import { AFTER_FAULT, type JoinMethod, JoinMethods, type JoinMethodsOptions } from "./joinMethods.ts";
import type { SeatQuery } from "./openRooms.ts";
import type { PartyRoom } from "./parties.ts";
import { PartySeats, type PartySeatsOptions } from "./partySeats.ts";
import type { Options, SeatReservation } from "./ports.ts";
import { isAway } from "./redisFaults.ts";
import { cutOff, SeatDeadline } from "./seatDeadline.ts";
import { Semaphore } from "./semaphore.ts";

export interface MatchmakingOptions extends JoinMethodsOptions, PartySeatsOptions {
  peers: JoinMethodsOptions["peers"];
  listings: JoinMethodsOptions["listings"];
}

/** Most requests of this process that search for a seat in rooms of one kind at the same time. */
const MAX_SEARCHES = 16;
/** A request without a seat after this time is answered with "try again", ms from its arrival. */
const TIMEOUT = 8000;
/** The lock for opening a room expires within this time, ms: see TIMEOUT in opening.ts. */
const LOCK_EXPIRY = 3000;

export class Matchmaking {
  readonly #on: MatchmakingOptions;
  readonly #methods: JoinMethods;
  readonly #semaphores = new Map<string, Semaphore>();
  readonly #parties: PartySeats;
  readonly #byName: ReadonlyMap<string, JoinMethod>;

  constructor(options: MatchmakingOptions) {
    this.#on = options;
    const methods = new JoinMethods(options);
    this.#methods = methods;
    this.#parties = new PartySeats(options, methods.rooms);
    this.#byName = new Map<string, JoinMethod>([
      ["joinOrCreate", (name, query) => this.#queue(name, query, methods.joinOrOpen)],
      ["join", (name, query) => this.#queue(name, query, methods.join)],
      ["create", (name, query) => this.#withParty(name, query, methods.create)],
      ["joinById", (id, query) => this.#withParty(id, query, methods.joinById)],
      ["reconnect", (id, query) => options.host.reconnect(id, query.options, query.deadline.cancellation)],
    ]);
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
    const join = this.#byName.get(method);
    if (join === undefined)
      throw new ServerError(ErrorCode.MATCHMAKE_NO_HANDLER, `invalid method "${method}"`);
    const { registry, rooms } = this.#on;
    // A return to a match in this process needs no Redis.
    if (!registry.up && !(method === "reconnect" && rooms.has(nameOrId))) throw cutOff();
    const deadline = new SeatDeadline(this.#on.clock, TIMEOUT, asker);
    try {
      return await deadline.for(join(nameOrId, { options, context, deadline, auths: new Map() }));
    } catch (error) {
      if (error instanceof ServerError) throw error;
      if (isAway(error)) throw cutOff();
      this.#on.log.error({ err: error, method }, "fault in matchmaking");
      throw new ServerError(ErrorCode.MATCHMAKE_UNHANDLED, "the server failed to find a seat; try again");
    }
  }

  /** @returns the rooms of a kind that take players */
  openRooms = (name: string): Promise<IRoomCache[]> => this.#methods.rooms.lately(name);

  /**
   * Follows the path of a request for a seat, without reserving one. Like a request, it waits while another
   * request opens a room: under load one nearly always does.
   * @returns why a request would get no seat; undefined when it would get one
   */
  async whyNoSeat(name: string): Promise<string | undefined> {
    const { clock, opening, registry } = this.#on;
    const end = clock.now() + LOCK_EXPIRY;
    for (;;) {
      if (!registry.up) return "cut off from Redis";
      const rooms = await this.#methods.rooms.of(name);
      for (const room of rooms) if (await this.#methods.rooms.hasSeat(room)) return undefined;
      const none = `no listed room has a free seat and answers (${rooms.length} asked)`;
      let isLocked = false;
      await opening.once(name, async () => {
        isLocked = true;
      });
      if (isLocked)
        return (await this.#methods.opener.canOpen(name))
          ? undefined
          : `${none}, and no process can open one`;
      if (clock.now() >= end) return `${none}, and the lock for opening one is taken`;
      await clock.wait(AFTER_FAULT);
    }
  }

  async #queue(name: string, query: SeatQuery, method: JoinMethod): Promise<SeatReservation> {
    // Unknown names are refused here, before a semaphore is kept for them.
    this.#on.host.requireKind(name);
    const semaphore = this.#semaphores.get(name) ?? new Semaphore(MAX_SEARCHES);
    this.#semaphores.set(name, semaphore);
    // A member waits for the room of its party outside: others search meanwhile.
    const find = () => semaphore.pass(() => method(name, query), query.deadline.cancellation);
    return await this.#withParty(name, query, method, find);
  }

  /** A member of a party gets a seat in the room of the party; see partySeats.ts. */
  async #withParty(
    nameOrId: string,
    query: SeatQuery,
    method: JoinMethod,
    find = () => method(nameOrId, query),
  ): Promise<SeatReservation> {
    const { party, moveParty } = query.options;
    if (typeof party !== "string") return await find();
    const isWanted = ({ room, mode }: PartyRoom): boolean =>
      method !== this.#methods.create && (method === this.#methods.joinById ? room : mode) === nameOrId;
    const partyQuery = { party, isWanted, moves: moveParty === true };
    const authenticate = (mode: string) => this.#methods.authenticate(mode, query);
    return await this.#methods.searchUntilFound(
      query,
      this.#parties.search(partyQuery, query, authenticate, find),
    );
  }
}
