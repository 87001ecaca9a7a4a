/**
 * Parties of friends. A party is bound to one room at a time, in which its members get seats, whichever
 * process they ask.
 *
 *   none ──bind──▶ bound to a room ──its match is over, or a member moves it──▶ bound to another one
 *    ▲                  │
 *    └─ the room has closed; or for a while no member has had a seat there or asked for one
 *
 * The store decides in one atomic step to which room a party is bound, so two members that ask at the same
 * moment get the same answer. While members have seats in the room, its process renews the binding once a
 * second (partyKeeper.ts), also after Redis has lost it.
 */
import { PARTY_NAMES, type PartyStatus } from "../../shared/party.ts";
import { ROOM_LEASE } from "./roomLease.ts";

/** How long a binding lasts, ms. */
export const PARTY_LASTS = {
  /**
   * Without a member in the room: longer than a request for a seat and its reservation can last, also in a
   * process that was suspended meanwhile (AT_MOST in framework/seatTime.ts). Otherwise a second room could be
   * bound while a member still enters the first.
   */
  empty: 150_000,
  /**
   * After the last renewal with members in the room: longer than a process is cut off, or a match is without
   * an owner.
   */
  seated: 600_000,
} as const;
/**
 * After Redis has changed or lost its data, bindings are neither written nor trusted for this long, ms: by
 * then each process has written the parties of its rooms again. The same time applies to the records of
 * rooms.
 */
export const PARTY_SETTLES = ROOM_LEASE.settle;
/**
 * Most parties that a process without a cluster remembers for visitors, because a visitor may name any code.
 */
const MOST_PARTIES = 10_000;
/** Time between two removals of expired parties, ms. */
const SWEEP = 1000;
/** A visitor of the front page is listed for this long after its latest request, ms. */
export const VISIT = 8000;

/** The seats of a party's members in a room. */
export interface PartySeated {
  /** Names of the members with a taken seat; empty while all seats are only reserved. */
  readonly names: readonly string[];
  readonly isConnected: boolean;
}

/**
 * Of two rooms that claim a party after Redis has lost its data, the one with the greater weight gets it:
 * first a room where members are connected, then one to which they may return, then one with reserved seats
 * only.
 */
export const partyWeight = ({ names, isConnected }: PartySeated): number =>
  isConnected ? 2 : names.length > 0 ? 1 : 0;

export interface PartyRoom {
  readonly room: string;
  /** Name of the room. */
  readonly mode: string;
}

/** A player that has the front page open. */
export interface Visitor {
  /** Of the player. */
  readonly id: string;
  readonly name: string;
}

/** A party as the store knows it. */
export interface PartyView extends Omit<PartyStatus, "waiting"> {
  readonly visitors: readonly Visitor[];
}

/** @param id of the member that asks @returns what this member may know */
export const statusFor = ({ visitors, ...view }: PartyView, id: string | undefined): PartyStatus => ({
  ...view,
  waiting: visitors.flatMap((one) => (one.id === id ? [] : [one.name])).sort(),
});

/**
 * Each call is atomic. It rejects when Redis does not answer; Redis may still carry it out, even later. A
 * late `bind` or `keep` changes nothing once the party is bound to another room.
 */
export interface PartyStore {
  /**
   * Renews the binding for long enough to take a seat.
   * @returns the room to which the party is bound; undefined without one; "unsettled": not known yet, ask
   * again
   */
  look(party: string): Promise<PartyRoom | "unsettled" | undefined>;
  /**
   * Binds the party to a room, unless it is bound.
   * @param instead id of the room that the party leaves: it is over, or a member wants to move
   * @returns the room to which the party is bound now
   */
  bind(party: string, to: PartyRoom, instead?: string): Promise<PartyRoom | "unsettled">;
  /**
   * Renews the binding of a party with seats in a room, or shortens it when the last member has left; writes
   * it again if it was lost. A binding to another room stays, unless it was written before Redis changed, or
   * shortly afterwards with less weight. Call `notice` before each call.
   */
  keep(party: string, at: PartyRoom, seated: PartySeated): Promise<void>;
  /**
   * Ends the binding to a room that has closed in its process.
   * @returns false when the match is not over according to the ledger: then the party stays bound
   */
  release(party: string, room: string): Promise<boolean>;
  /**
   * Detects whether Redis has changed or lost its data, which starts the time to settle. Call it regularly.
   */
  notice(): Promise<void>;
  /** @param visitors have the front page open now, and are listed for `VISIT`; at most `PARTY_NAMES` are */
  status(party: string, visitors?: readonly Visitor[]): Promise<PartyView>;
}

interface LocalParty {
  bound?: PartyRoom & { names: readonly string[]; until: number };
  /** By player id. */
  visitors: Map<string, { name: string; at: number }>;
}

/** The parties of a process without a cluster. */
export class LocalParties implements PartyStore {
  readonly #parties = new Map<string, LocalParty>();
  readonly #now: () => number;
  #sweptAt = Number.NEGATIVE_INFINITY;

  /** @param now ms */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  async look(party: string): Promise<PartyRoom | undefined> {
    const bound = this.#of(party)?.bound;
    if (bound === undefined) return undefined;
    bound.until = Math.max(bound.until, this.#now() + PARTY_LASTS.empty);
    return { room: bound.room, mode: bound.mode };
  }

  async bind(party: string, { room, mode }: PartyRoom, instead?: string): Promise<PartyRoom> {
    const one = this.#made(party);
    if (one.bound === undefined || one.bound.room === instead)
      one.bound = { room, mode, names: [], until: this.#now() + PARTY_LASTS.empty };
    return { room: one.bound.room, mode: one.bound.mode };
  }

  async keep(party: string, { room, mode }: PartyRoom, { names }: PartySeated): Promise<void> {
    const one = this.#made(party);
    if (one.bound !== undefined && one.bound.room !== room) return;
    const lasts = names.length > 0 ? PARTY_LASTS.seated : PARTY_LASTS.empty;
    one.bound = { room, mode, names, until: this.#now() + lasts };
  }

  async release(party: string, room: string): Promise<boolean> {
    const one = this.#of(party);
    if (one?.bound?.room === room) delete one.bound;
    return true;
  }

  async notice(): Promise<void> {}

  async status(party: string, here: readonly Visitor[] = []): Promise<PartyView> {
    const now = this.#now();
    this.#sweep();
    if (here.length > 0 && (this.#parties.has(party) || this.#parties.size < MOST_PARTIES)) {
      const { visitors } = this.#made(party);
      for (const { id, name } of here)
        if (visitors.has(id) || visitors.size < PARTY_NAMES) visitors.set(id, { name, at: now });
    }
    const { bound, visitors: known = [] } = this.#of(party) ?? {};
    const visitors = [...known].map(([id, { name }]) => ({ id, name }));
    return bound === undefined
      ? { playing: [], visitors }
      : { room: bound.room, mode: bound.mode, playing: bound.names.slice(0, PARTY_NAMES), visitors };
  }

  /** Removes what has expired of a party. @returns undefined when nothing is left */
  #of(party: string): LocalParty | undefined {
    const now = this.#now();
    const one = this.#parties.get(party);
    if (one === undefined) return undefined;
    if (one.bound !== undefined && one.bound.until <= now) delete one.bound;
    for (const [id, { at }] of one.visitors) if (at + VISIT <= now) one.visitors.delete(id);
    if (one.bound === undefined && one.visitors.size === 0) this.#parties.delete(party);
    return this.#parties.get(party);
  }

  /** Removes all expired parties. */
  #sweep(): void {
    const now = this.#now();
    if (now < this.#sweptAt + SWEEP) return;
    this.#sweptAt = now;
    for (const party of this.#parties.keys()) this.#of(party);
  }

  #made(party: string): LocalParty {
    const known = this.#of(party);
    if (known !== undefined) return known;
    this.#sweep();
    const one: LocalParty = { visitors: new Map() };
    this.#parties.set(party, one);
    return one;
  }
}
