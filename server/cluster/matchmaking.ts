/**
 * How players get seats. In place of the framework's ways, which open rooms side by side when many come at once, wait 2 s for
 * a dead process (twice), and never answer while Redis is away:
 *
 *   fullest open room of a living process ──no seat──▶ next room ──none──▶ one opener at a time opens a new one ──▶ again
 */
import { type AuthContext, ErrorCode, type IRoomCache, type matchMaker, ServerError } from "@colyseus/core";
import { log } from "../ops/log.ts";
import type { Opening } from "./opening.ts";
import { choose, isOpen, RecentlyPlaced } from "./placement.ts";
import {
  type Chance,
  type Clock,
  type Listings,
  type Options,
  type Peers,
  type Rooms,
  UNANSWERED,
  UNHEARD,
} from "./ports.ts";
import { isAway } from "./redisFaults.ts";
import type { ProcessRecord, Registry } from "./registry.ts";
import { Turnstile } from "./turnstile.ts";

interface Asked {
  options: Options;
  context: AuthContext | undefined;
}
export type Seat = ReturnType<typeof matchMaker.buildSeatReservation>;

/** What the framework knows of kinds of rooms and of seats. */
export interface MatchmakingHost {
  /** @throws ServerError when there is no such kind of room */
  requireKind(name: string): void;
  /** @returns what the room is told of the player @throws ServerError when it may not come in */
  authenticate(name: string, options: Options, context?: AuthContext): Promise<unknown>;
  seatOf(room: IRoomCache, session: string): Seat;
  reconnect(room: string, options: Options): Promise<Seat>;
}

export interface MatchmakingOptions {
  registry: Registry;
  opening: Opening;
  clock: Clock;
  chance: Chance;
  peers: Peers;
  rooms: Rooms;
  listings: Listings;
  host: MatchmakingHost;
}

/** A room that does not answer within this time is passed over, and its process with it, ms. */
const ANSWER = 800;
/** Who looks for a seat in rooms of one kind at the same time, in this process. */
const SIDE_BY_SIDE = 16;
/** A process that has not opened a room within this time is not waited for: making a large world takes a while, ms. */
const OPEN = 1000;
/** A process that did not answer is not asked again for this long, ms: then its lease has told whether it lives. */
const DOUBT = 2500;
/** Whoever still has no seat by now is told to try again, ms. */
const PATIENCE = 8000;
/** Between looks for a room that somebody else is opening, ms. */
const LOOK_AGAIN = 40;
/** HTTP's "try again later"; matchmaking answers with the code as its status. */
const UNAVAILABLE = 503;

export class Matchmaking {
  readonly #on: MatchmakingOptions;
  readonly #placed: RecentlyPlaced;
  readonly #turnstiles = new Map<string, Turnstile>();
  readonly #doubted = new Map<string, number>();
  readonly #ways = new Map<string, (nameOrId: string, asked: Asked) => Promise<Seat>>([
    ["joinOrCreate", (name, asked) => this.#turnstile(name).pass(() => this.#joinOrOpen(name, asked))],
    ["join", (name, asked) => this.#turnstile(name).pass(() => this.#join(name, asked))],
    ["create", (name, asked) => this.#create(name, asked)],
    ["joinById", (id, asked) => this.#joinById(id, asked)],
    ["reconnect", (id, { options }) => this.#on.host.reconnect(id, options)],
  ]);

  constructor(options: MatchmakingOptions) {
    this.#on = options;
    this.#placed = new RecentlyPlaced(() => options.clock.now());
  }

  /**
   * @param method of the framework's matchmaking, by its name in the address
   * @param nameOrId kind of room, or id of one
   * @throws ServerError
   */
  async seat(method: string, nameOrId: string, options: Options, context?: AuthContext): Promise<Seat> {
    const way = this.#ways.get(method);
    if (way === undefined)
      throw new ServerError(ErrorCode.MATCHMAKE_NO_HANDLER, `invalid method "${method}"`);
    if (!this.#on.registry.up) throw away();
    try {
      return await way(nameOrId, { options, context });
    } catch (error) {
      if (error instanceof ServerError) throw error;
      if (isAway(error)) throw away();
      log.error({ err: error, method }, "fault in matchmaking");
      throw new ServerError(ErrorCode.MATCHMAKE_UNHANDLED, "matchmaking failed");
    }
  }

  #turnstile(name: string): Turnstile {
    // Names that mean nothing are refused here, before they are remembered.
    this.#on.host.requireKind(name);
    const turnstile = this.#turnstiles.get(name) ?? new Turnstile(SIDE_BY_SIDE);
    this.#turnstiles.set(name, turnstile);
    return turnstile;
  }

  async #joinOrOpen(name: string, asked: Asked): Promise<Seat> {
    const { clock, chance } = this.#on;
    const auth = await this.#authenticate(name, asked);
    const end = clock.now() + PATIENCE;
    while (clock.now() < end) {
      const seat = await this.#seatIn(name, asked.options, auth);
      if (seat !== undefined) return seat;
      await this.#on.opening.once(name, async () => {
        // Somebody may have opened one between the look and the turn.
        if ((await this.#open(name)).length === 0) await this.#openRoom(name, asked.options);
      });
      await clock.wait(LOOK_AGAIN * chance.random());
    }
    throw new ServerError(UNAVAILABLE, "no seat could be had in time; try again");
  }

  async #join(name: string, asked: Asked): Promise<Seat> {
    const seat = await this.#seatIn(name, asked.options, await this.#authenticate(name, asked));
    if (seat !== undefined) return seat;
    throw new ServerError(ErrorCode.MATCHMAKE_INVALID_CRITERIA, `no room "${name}" with a free seat`);
  }

  async #create(name: string, asked: Asked): Promise<Seat> {
    const auth = await this.#authenticate(name, asked);
    return sure(await this.#reserve(await this.#openRoom(name, asked.options), asked.options, auth));
  }

  async #joinById(id: string, asked: Asked): Promise<Seat> {
    const room = await this.#on.listings.find(id);
    if (room === undefined)
      throw new ServerError(ErrorCode.MATCHMAKE_INVALID_ROOM_ID, `room "${id}" not found`);
    if (!this.#on.registry.processes.some((one) => one.id === room.processId && isOpen(one)))
      throw new ServerError(UNAVAILABLE, "the room's process takes nobody new; try again in a moment");
    return sure(await this.#reserve(room, asked.options, await this.#authenticate(room.name, asked)));
  }

  #authenticate(name: string, { options, context }: Asked): Promise<unknown> {
    return this.#on.host.authenticate(name, options, context);
  }

  async #seatIn(name: string, options: Options, auth: unknown): Promise<Seat | undefined> {
    for (const room of await this.#open(name)) {
      const seat = await this.#reserve(room, options, auth);
      if (seat !== undefined) return seat;
    }
    return undefined;
  }

  /** Opens a room where there is most headroom; here when that process does not answer. */
  async #openRoom(name: string, options: Options): Promise<IRoomCache> {
    const { chance, host, peers, rooms } = this.#on;
    host.requireKind(name);
    const id = choose(this.#trusted(), (one) => this.#placed.count(one));
    if (id === undefined) throw new ServerError(UNAVAILABLE, "all processes are full or being replaced");
    this.#placed.note(id);
    // The id is given here: should the answer come after all, the framework finds it taken and drops the second room.
    const roomId = chance.id();
    if (id !== rooms.process)
      try {
        return await peers.openRoom(id, name, options, roomId, OPEN);
      } catch (error) {
        if (![UNHEARD, UNANSWERED].includes((error as Error).message)) throw error;
        this.#doubt(id, roomId);
      }
    return await rooms.open(name, options, roomId);
  }

  #doubt(process: string, room: string): void {
    log.warn({ process, room }, "a process did not answer; it is passed over");
    this.#doubted.set(process, this.#on.clock.now() + DOUBT);
  }

  /** Rooms worth asking, the fullest first, so that rooms fill before new ones open. */
  async #open(name: string): Promise<IRoomCache[]> {
    const open = new Set(
      this.#trusted()
        .filter(isOpen)
        .map(({ id }) => id),
    );
    const rooms = await this.#on.listings.openRooms(name);
    return rooms.filter(({ processId }) => open.has(processId));
  }

  #trusted(): ProcessRecord[] {
    const now = this.#on.clock.now();
    return this.#on.registry.processes.filter(({ id }) => (this.#doubted.get(id) ?? 0) <= now);
  }

  /** @returns undefined when it has none, or does not answer. The room itself decides, so it is never overfull. */
  async #reserve(room: IRoomCache, options: Options, auth: unknown): Promise<Seat | undefined> {
    const { chance, host, peers } = this.#on;
    const session = chance.id();
    try {
      const has = await peers.reserveSeat(room.roomId, session, options, auth, ANSWER);
      return has ? host.seatOf(room, session) : undefined;
    } catch (error) {
      // One that nobody hears for is gone, or so new that its process does not listen for it yet: no fault of the process.
      if ((error as Error).message === UNANSWERED) this.#doubt(room.processId, room.roomId);
      return undefined;
    }
  }
}

const away = () => new ServerError(UNAVAILABLE, "matchmaking is cut off from Redis; try again in a moment");

function sure(seat: Seat | undefined): Seat {
  if (seat !== undefined) return seat;
  throw new ServerError(ErrorCode.MATCHMAKE_INVALID_ROOM_ID, "the room has no free seat");
}
