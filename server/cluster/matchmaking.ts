/**
 * How players get seats. In place of the framework's ways, which open rooms side by side when many come at once, wait 2 s for
 * a dead process (twice), and never answer while Redis is away:
 *
 *   fullest open room of a living process ──no seat──▶ next room ──none──▶ one opener at a time opens a new one ──▶ again
 */
import { setTimeout as wait } from "node:timers/promises";
import {
  type AuthContext,
  ErrorCode,
  generateId,
  type IRoomCache,
  matchMaker,
  type Room,
  requestFromIPC,
  ServerError,
} from "@colyseus/core";
import { log } from "../ops/log.ts";
import type { Opening } from "./opening.ts";
import { choose, isOpen, RecentlyPlaced } from "./placement.ts";
import { UNANSWERED, UNHEARD } from "./presence.ts";
import type { ProcessRecord, Registry } from "./registry.ts";
import { Turnstile } from "./turnstile.ts";

type Options = { [name: string]: unknown };
interface Asked {
  options: Options;
  context: AuthContext | undefined;
}
type Seat = ReturnType<typeof matchMaker.buildSeatReservation>;

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
  readonly #registry: Registry;
  readonly #opening: Opening;
  readonly #placed = new RecentlyPlaced();
  readonly #turnstiles = new Map<string, Turnstile>();
  readonly #doubted = new Map<string, number>();
  readonly #ways: { [method: string]: (nameOrId: string, asked: Asked) => Promise<Seat> } = {
    joinOrCreate: (name, asked) => this.#turnstile(name).pass(() => this.#joinOrOpen(name, asked)),
    join: (name, asked) => this.#turnstile(name).pass(() => this.#join(name, asked)),
    create: (name, asked) => this.#create(name, asked),
    joinById: (id, asked) => this.#joinById(id, asked),
    reconnect: (id, { options }) => matchMaker.reconnect(id, options),
  };

  constructor(registry: Registry, opening: Opening) {
    this.#registry = registry;
    this.#opening = opening;
  }

  /** Puts itself in the place of the framework's. */
  install(): void {
    matchMaker.controller.invokeMethod = (method, name, options, context) =>
      this.#invoke(method, name, options ?? {}, context);
  }

  async #invoke(method: string, name: string, options: Options, context?: AuthContext): Promise<Seat> {
    const way = matchMaker.controller.exposedMethods.includes(method) ? this.#ways[method] : undefined;
    if (way === undefined)
      throw new ServerError(ErrorCode.MATCHMAKE_NO_HANDLER, `invalid method "${method}"`);
    if (!this.#registry.up) throw away();
    try {
      return await way(name, { options, context });
    } catch (error) {
      if (error instanceof ServerError) throw error;
      if (isRedisFault(error)) throw away();
      log.error({ err: error, method }, "fault in matchmaking");
      throw new ServerError(ErrorCode.MATCHMAKE_UNHANDLED, "matchmaking failed");
    }
  }

  #turnstile(name: string): Turnstile {
    // Names that mean nothing are refused here, before they are remembered.
    matchMaker.getHandler(name);
    const turnstile = this.#turnstiles.get(name) ?? new Turnstile(SIDE_BY_SIDE);
    this.#turnstiles.set(name, turnstile);
    return turnstile;
  }

  async #joinOrOpen(name: string, asked: Asked): Promise<Seat> {
    const auth = await authenticate(name, asked);
    const end = performance.now() + PATIENCE;
    while (performance.now() < end) {
      const seat = await this.#seatIn(name, asked.options, auth);
      if (seat !== undefined) return seat;
      await this.#opening.once(name, async () => {
        // Somebody may have opened one between the look and the turn.
        if ((await this.#open(name)).length === 0) await this.#openRoom(name, asked.options);
      });
      await wait(LOOK_AGAIN * Math.random());
    }
    throw new ServerError(UNAVAILABLE, "no seat could be had in time; try again");
  }

  async #join(name: string, asked: Asked): Promise<Seat> {
    const seat = await this.#seatIn(name, asked.options, await authenticate(name, asked));
    if (seat !== undefined) return seat;
    throw new ServerError(ErrorCode.MATCHMAKE_INVALID_CRITERIA, `no room "${name}" with a free seat`);
  }

  async #create(name: string, asked: Asked): Promise<Seat> {
    const auth = await authenticate(name, asked);
    return sure(await this.#reserve(await this.#openRoom(name, asked.options), asked.options, auth));
  }

  async #joinById(id: string, asked: Asked): Promise<Seat> {
    const room = await matchMaker.driver.findOne({ roomId: id });
    if (!room) throw new ServerError(ErrorCode.MATCHMAKE_INVALID_ROOM_ID, `room "${id}" not found`);
    if (!this.#registry.processes.some((one) => one.id === room.processId && isOpen(one)))
      throw new ServerError(UNAVAILABLE, "the room's process takes nobody new; try again in a moment");
    return sure(await this.#reserve(room, asked.options, await authenticate(room.name, asked)));
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
    matchMaker.getHandler(name);
    const id = choose(this.#trusted(), (one) => this.#placed.count(one));
    if (id === undefined) throw new ServerError(UNAVAILABLE, "all processes are full or being replaced");
    this.#placed.note(id);
    // The id is given here: should the answer come after all, the framework finds it taken and drops the second room.
    const roomId = generateId();
    if (id !== matchMaker.processId)
      try {
        const args = [name, options, undefined, roomId];
        return await requestFromIPC<IRoomCache>(matchMaker.presence, `p:${id}`, undefined, args, OPEN);
      } catch (error) {
        if (![UNHEARD, UNANSWERED].includes((error as Error).message)) throw error;
        this.#doubt(id, roomId);
      }
    return await matchMaker.handleCreateRoom(name, options, undefined, roomId);
  }

  #doubt(process: string, room: string): void {
    log.warn({ process, room }, "a process did not answer; it is passed over");
    this.#doubted.set(process, performance.now() + DOUBT);
  }

  /** Rooms worth asking, the fullest first, so that rooms fill before new ones open. */
  async #open(name: string): Promise<IRoomCache[]> {
    const open = new Set(
      this.#trusted()
        .filter(isOpen)
        .map(({ id }) => id),
    );
    const rooms = await matchMaker.query({ name, locked: false, private: false }, { clients: -1 });
    return rooms.filter(({ processId }) => open.has(processId));
  }

  #trusted(): ProcessRecord[] {
    const now = performance.now();
    return this.#registry.processes.filter(({ id }) => (this.#doubted.get(id) ?? 0) <= now);
  }

  /** @returns undefined when it has none, or does not answer. The room itself decides, so it is never overfull. */
  async #reserve(room: IRoomCache, options: Options, auth: unknown): Promise<Seat | undefined> {
    const sessionId = generateId();
    try {
      const reserve = "_reserveSeat" as keyof Room;
      const has = await matchMaker.remoteRoomCall(room.roomId, reserve, [sessionId, options, auth], ANSWER);
      return has === true ? matchMaker.buildSeatReservation(room, sessionId) : undefined;
    } catch (error) {
      // One that nobody hears for is gone, or so new that its process does not listen for it yet: no fault of the process.
      if ((error as Error).message === UNANSWERED) this.#doubt(room.processId, room.roomId);
      return undefined;
    }
  }
}

const away = () => new ServerError(UNAVAILABLE, "matchmaking is cut off from Redis; try again in a moment");

/** What ioredis says when there is no answer to be had. */
const isRedisFault = (error: unknown): boolean =>
  error instanceof Error &&
  /^(Command timed out|Connection is closed|Stream isn't writeable|Reached the max retries|Socket closed)|ECONN|LOADING/.test(
    error.message,
  );

/** As the framework does: false and nothing are refusals, true tells nothing more. */
async function authenticate(name: string, { options, context }: Asked): Promise<unknown> {
  const { klass } = matchMaker.getHandler(name);
  const { onAuth } = klass as unknown as { onAuth?: (...args: unknown[]) => unknown };
  if (onAuth === undefined || context === undefined) return undefined;
  const result = await onAuth.call(klass, context.token, options, context);
  if (result === false || result === null || result === undefined)
    throw new ServerError(ErrorCode.AUTH_FAILED, "not allowed in");
  return result === true ? undefined : result;
}

function sure(seat: Seat | undefined): Seat {
  if (seat !== undefined) return seat;
  throw new ServerError(ErrorCode.MATCHMAKE_INVALID_ROOM_ID, "the room has no free seat");
}
