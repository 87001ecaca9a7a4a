/** Finds open rooms, and asks them for seats. */
import type { AuthContext, IRoomCache } from "@colyseus/core";
import { BotRefused } from "../net/admitBot.ts";
import { identityIn } from "../net/joinIdentity.ts";
import type { Log } from "../ops/log.ts";
import { PartyRefused } from "./partyRefused.ts";
import { isOpen } from "./placement.ts";
import {
  type Chance,
  type Clock,
  type Listings,
  type MatchmakingHost,
  NO_RECEIVER,
  type Options,
  type PeerProcesses,
  type SeatReservation,
  UNANSWERED,
} from "./ports.ts";
import type { ProcessRecord, Registry } from "./registry.ts";
import type { SeatDeadline } from "./seatDeadline.ts";
import { isForParty, likely } from "./waitingRooms.ts";

/** A request for a seat. */
export interface SeatQuery {
  options: Options;
  context: AuthContext | undefined;
  deadline: SeatDeadline;
  /** What `onAuth` of each mode returned for the player: rooms of the mode receive it. */
  auths: Map<string, Promise<unknown>>;
}

export interface OpenRoomsOptions {
  registry: Registry;
  log: Log;
  clock: Clock;
  chance: Chance;
  peers: Pick<PeerProcesses, "reserveSeat" | "cancelSeat" | "hasSeat">;
  listings: Listings;
  host: Pick<MatchmakingHost, "seatOf">;
}

/** Timeout for the answer of a room, ms. After it the room and its process are passed over. */
const ANSWER = 800;
/**
 * A process that did not answer is passed over for this long, ms: by then its lease says whether it lives.
 */
const DOUBT = 2500;

/**
 * `silent`: the room did not answer. `BotRefused`: the room has as many bots as it takes; a bot that asked
 * for this room by id gets it as its error. `PartyRefused`: it is the room of the player's party, and gives
 * the player no seat.
 */
export type ReservationRefusal = "full" | "silent" | BotRefused | PartyRefused;

export const isRefusal = (answer: SeatReservation | ReservationRefusal): answer is ReservationRefusal =>
  typeof answer === "string" || answer instanceof BotRefused || answer instanceof PartyRefused;

/** Free seats of a room to which a party is bound: the friends of the first one follow. */
const PLACES = 4;
const hasPlaces = ({ clients, maxClients }: IRoomCache): boolean =>
  maxClients - clients >= Math.min(PLACES, Math.ceil(maxClients / 2));

export class OpenRooms {
  readonly #on: OpenRoomsOptions;
  readonly #doubted = new Map<string, number>();
  /** Pending queries for rooms, by the kind of room. */
  readonly #asked = new Map<string, Promise<IRoomCache[]>>();

  constructor(options: OpenRoomsOptions) {
    this.#on = options;
  }

  /** Living processes, without those that have just failed to answer. */
  get trusted(): ProcessRecord[] {
    const now = this.#on.clock.now();
    return this.#on.registry.processes.filter(({ id }) => (this.#doubted.get(id) ?? 0) <= now);
  }

  /** Passes over a process and its rooms for a moment. */
  doubt(process: string, room: string): void {
    this.#on.log.warn({ process, room }, "a process did not answer; it is passed over");
    this.#doubted.set(process, this.#on.clock.now() + DOUBT);
  }

  /** @returns the rooms of a kind, the fullest first, so that rooms fill before new ones open */
  async of(name: string): Promise<IRoomCache[]> {
    return this.#open(await this.#on.listings.openRooms(name));
  }

  /**
   * As `of`, for a crowd: requests that come during a query share its answer, which lacks a room that was
   * opened during that query.
   */
  async lately(name: string): Promise<IRoomCache[]> {
    const asked = this.#asked.get(name);
    if (asked !== undefined) return this.#open(await asked);
    const asking = this.#on.listings.openRooms(name).finally(() => this.#asked.delete(name));
    this.#asked.set(name, asking);
    return this.#open(await asking);
  }

  /** @returns whether the room's process takes new players, and has answered of late */
  isOpen({ processId }: IRoomCache): boolean {
    return this.trusted.some((one) => one.id === processId && isOpen(one));
  }

  /**
   * @returns whether a process plays on, and takes no new players for a while: it is full, overloaded or has
   * a fault
   */
  isClosed(process: string): boolean {
    const { processes } = this.#on.registry;
    return processes.some((one) => one.id === process && one.state === "ready" && !isOpen(one));
  }

  /** @returns those of processes that take new players, and which are not for one party */
  #open(rooms: readonly IRoomCache[]): IRoomCache[] {
    const open = new Set(this.trusted.filter(isOpen).map(({ id }) => id));
    return rooms.filter((room) => open.has(room.processId) && !isForParty(room));
  }

  /**
   * @returns a seat in the first of the rooms that has one, for a party's member in one with places for
   * friends; undefined when none has
   */
  seatIn(
    rooms: readonly IRoomCache[],
    asked: SeatQuery,
    auth: unknown,
  ): Promise<SeatReservation | undefined> {
    const { skill } = identityIn(auth);
    const isAlone = asked.options.party === undefined;
    // Members of a party duel with each other, not with another waiting player.
    const fitting = isAlone ? rooms : skill === undefined ? rooms.filter(hasPlaces) : [];
    return this.anySeatIn(fitting, asked, auth);
  }

  /** As `seatIn`, in any room. */
  async anySeatIn(
    rooms: readonly IRoomCache[],
    asked: SeatQuery,
    auth: unknown,
  ): Promise<SeatReservation | undefined> {
    for (const room of likely(rooms, identityIn(auth))) {
      const seat = await this.reserve(room, asked, auth);
      if (!isRefusal(seat)) return seat;
    }
    return undefined;
  }

  /**
   * The room itself decides, so it is never too full. A reservation that comes too late is cancelled.
   * @throws the reason of `deadline` when the client has stopped waiting; the fault of Redis when the room
   * cannot be asked
   */
  async reserve(
    room: IRoomCache,
    { options, deadline }: SeatQuery,
    auth: unknown,
  ): Promise<SeatReservation | ReservationRefusal> {
    deadline.cancellation.throwIfCancelled();
    const { chance, host, peers } = this.#on;
    const session = chance.id();
    const answer = await this.#ask(room, () =>
      peers.reserveSeat(room.roomId, session, options, auth, ANSWER),
    ).catch((error) => {
      peers.cancelSeat(room.roomId, session);
      throw error;
    });
    const isGiven = answer === true;
    if (answer === "silent" || (isGiven && deadline.isOver)) peers.cancelSeat(room.roomId, session);
    deadline.cancellation.throwIfCancelled();
    if (isGiven) return host.seatOf(room, session);
    if (answer === "silent") return answer;
    if (answer === false) return "full";
    return "botRefused" in answer ? new BotRefused(answer.botRefused) : new PartyRefused(answer.partyRefused);
  }

  /** @returns whether the room would give a seat */
  async hasSeat(room: IRoomCache): Promise<boolean> {
    return (await this.#ask(room, () => this.#on.peers.hasSeat(room.roomId, ANSWER))) === true;
  }

  async #ask<T>(room: IRoomCache, question: () => Promise<T>): Promise<T | "silent"> {
    try {
      return await question();
    } catch (error) {
      const { message } = error as Error;
      // A room without a listener is gone, or so new that its process does not listen for it yet. The process
      // is not at fault.
      if (message !== NO_RECEIVER && message !== UNANSWERED) throw error;
      if (message === UNANSWERED) this.doubt(room.processId, room.roomId);
      return "silent";
    }
  }
}
