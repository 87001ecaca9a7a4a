/**
 * Everything outside that the cluster's protocols use: time, chance, other processes, the rooms of this
 * process. Each is handed in, so that the same code runs in a server and in a simulator, which delays, loses
 * and repeats requests. Redis is a port as well: see `RegistryStore` (redisRegistry.ts), `LedgerStore`
 * (ledger.ts), `ListingStore` (listings.ts) and `OpeningStore` (opening.ts).
 */
import { setTimeout as wait } from "node:timers/promises";
import { type AuthContext, generateId, type IRoomCache, type matchMaker } from "@colyseus/core";
import type { PartyRefusal } from "../../shared/party.ts";
import type { Cancellation } from "../net/cancellation.ts";
import type { ProcessAddress } from "./ledger.ts";

export interface Clock {
  /** ms from an arbitrary start; never goes back. */
  now(): number;
  /** ms since 1970, for records that people or other machines read. */
  date(): number;
  /** Resolves after that many ms. Never rejects. */
  wait(ms: number): Promise<void>;
  /** Calls `work` every so many ms. @returns what stops it */
  every(ms: number, work: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  wait: (ms) => wait(ms),
  every(ms, work) {
    const timer = setInterval(work, ms);
    return () => clearInterval(timer);
  },
};

/** Calls `work` once, after so many ms. @returns what prevents that */
export function after(clock: Clock, ms: number, work: () => void): () => void {
  const stop = clock.every(Math.max(0, ms), () => {
    stop();
    work();
  });
  return stop;
}

/** A point in time, by both clocks: `now` stands still while a machine is suspended, `date` may be set. */
export interface Moment {
  now: number;
  date: number;
}

export const momentOf = (clock: Clock): Moment => ({ now: clock.now(), date: clock.date() });

/** @returns ms since a moment, by the clock that shows the longer time */
export const elapsed = (clock: Clock, since: Moment): number =>
  Math.max(clock.now() - since.now, clock.date() - since.date);

/**
 * @returns what `work` resolves to, or `otherwise` when that takes longer than so many ms; rejects as `work`
 * does
 */
export function within<T>(clock: Clock, ms: number, work: Promise<T>, otherwise: T): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = after(clock, ms, () => resolve(otherwise));
    work.then(resolve, reject).finally(stop);
  });
}

export interface Chance {
  /** @returns a number from 0 up to, not including, 1 */
  random(): number;
  /** @returns an id that no room and no session has had */
  id(): string;
}

export const systemChance: Chance = { random: Math.random, id: generateId };

/**
 * The answer of a process to the question where a room is: WhereAnswer of shared/protocol.ts, or that it
 * cannot go on with the match either.
 */
export interface LocateReply {
  process?: string;
  address?: string;
  unplayable?: true;
}

/** The answer of a process about a room. */
export interface Holding {
  /**
   * Its id: it has the room. Absent: it has not, or waits for Redis to say whether the room is still its own,
   * and does not play.
   */
  process?: string;
  /** Under which it has the room, be it in doubt; 0: not known, or it has not. */
  epoch: number;
}
/** Names the epoch in the answer to `/here`; absent from processes of an earlier version. */
export const EPOCH_HEADER = "Room-Epoch";

/** What a room is opened with; see `JoinOptions`. */
export type Options = { [name: string]: unknown };

/**
 * The answer of a room to a request for a seat: reserved, or refused. `botRefused`: the room has as many bots
 * as it takes; the text is for the bot's author. `partyRefused`: why a member of a party that plays there
 * gets no seat, also a moment later.
 */
export type SeatAnswer = boolean | { readonly botRefused: string } | { readonly partyRefused: PartyRefusal };

/** Requests to other processes. */
export interface PeerProcesses {
  /**
   * Asks a process to open a room. The process may open it even after the timeout; the id is known in any
   * case.
   * @throws Error NO_RECEIVER when the process is not there, UNANSWERED after `timeout` ms, or what went
   * wrong there
   */
  openRoom(
    process: string,
    name: string,
    options: Options,
    room: string,
    timeout: number,
  ): Promise<IRoomCache>;
  /**
   * Asks a room for a seat, wherever it is.
   * @throws Error NO_RECEIVER, UNANSWERED
   */
  reserveSeat(
    room: string,
    session: string,
    options: Options,
    auth: unknown,
    timeout: number,
  ): Promise<SeatAnswer>;
  /**
   * Cancels the reservation of a session. The room receives this after the request for the seat, however late
   * either comes. Never rejects; may be lost.
   */
  cancelSeat(room: string, session: string): void;
  /**
   * Asks a room whether it has a free seat, wherever it is. Nothing is reserved.
   * @throws Error NO_RECEIVER, UNANSWERED
   */
  hasSeat(room: string, timeout: number): Promise<boolean>;
  /**
   * @returns whether a process, be it this one, answers what it is asked through Redis within `timeout` ms
   */
  answers(process: string, timeout: number): Promise<boolean>;
  /**
   * Asks the process at an address whether it has a room.
   * @returns its answer, or that it has not when no process is there; undefined when there is no answer
   * within `timeout` ms of the
   *   time that this process runs
   * @throws when this process cannot ask
   */
  hasRoom(address: string, room: string, timeout: number): Promise<Holding | undefined>;
  /**
   * Asks the process at an address to find a room, or to take it over. Never rejects.
   * @returns where the room is; "unplayable" when that process cannot go on with it; undefined when it does
   * not know
   */
  locate(address: string, room: string, timeout: number): Promise<ProcessAddress | "unplayable" | undefined>;
}

/** The rooms of this process. */
export interface Rooms {
  /** Id of this process. */
  readonly process: string;
  /** Whether this process opens rooms of that name. */
  plays(name: string): boolean;
  /** Whether a match is in this process, and is not being handed over. */
  has(room: string): boolean;
  /** Opens a room here. @throws ServerError when that cannot be */
  open(name: string, options: Options, room: string): Promise<IRoomCache>;
}

/** The list of all rooms. */
export interface Listings {
  /** @returns rooms of a kind that are listed as open, the fullest first */
  openRooms(name: string): Promise<IRoomCache[]>;
  find(room: string): Promise<IRoomCache | undefined>;
}

/** What a client needs to connect to its seat. */
export type SeatReservation = ReturnType<typeof matchMaker.buildSeatReservation>;

/** What the framework knows of kinds of rooms and of seats. */
export interface MatchmakingHost {
  /** @throws ServerError when there is no such kind of room */
  requireKind(name: string): void;
  /** @returns the identity of the player for the room @throws ServerError when the player is refused */
  authenticate(name: string, options: Options, context?: AuthContext): Promise<unknown>;
  seatOf(room: IRoomCache, session: string): SeatReservation;
  /** @param cancellation ends the search */
  reconnect(room: string, options: Options, cancellation: Cancellation): Promise<SeatReservation>;
}

/**
 * The error of a request without a receiver, at once: the room or the process is not there, or not yet.
 * Processes of other versions compare with this text.
 */
export const NO_RECEIVER = "unheard";
/** The framework's error for a request without an answer in time. */
export const UNANSWERED = "ipc_timeout";
