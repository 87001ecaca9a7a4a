/**
 * Parties of friends. A party is bound to one room at a time: whichever process its members ask for a seat, they get seats there.
 *
 *   none ──bind──▶ bound to a room ──its match is over, or it is told to move──▶ bound to another one
 *    ▲                  │
 *    └─ the room has closed; or nobody of the party has sat there, or asked, for a while
 *
 * The store decides in one atomic step which room it is, so two members that ask at the same moment get the same answer. While members
 * sit in the room, its process says so once a second (partyKeeper.ts): that keeps the binding, and writes it again after Redis has lost it.
 */
import { PARTY_NAMES, type PartyStatus } from "../../shared/party.ts";
import { ROOM_LEASE } from "./roomLease.ts";

/** How long a binding lasts, ms. */
export const PARTY_LASTS = {
  /**
   * Without a member in the room: longer than a request for a seat and its reservation can last, also in a process that was suspended
   * meanwhile (AT_MOST in framework/reservations.ts). Otherwise a second room could be bound while a member still enters the first.
   */
  empty: 150_000,
  /** Since the room's process last said that members sit there: longer than such a process is cut off, or a match without an owner. */
  seated: 600_000,
} as const;
/**
 * After Redis has changed or lost its data, nothing is bound and no binding believed for this long, ms: by then each process has said
 * which parties sit in its rooms. As for the records of rooms.
 */
export const PARTY_SETTLES = ROOM_LEASE.settle;
/** With so many parties, a process that stands alone lists no visitors of further ones: a visitor may name any code. */
const MOST_PARTIES = 10_000;
/** Time between two sweeps of the parties that are over, ms. */
const SWEEP = 1000;
/** A visitor of the front page is listed for this long after its latest request, ms. */
export const VISIT = 8000;

/** The seats of a party's members in a room. */
export interface PartySeated {
  /** Of the members that sit there; none while all seats are only reserved. */
  readonly names: readonly string[];
  readonly isConnected: boolean;
}

/** Of two rooms that claim a party after Redis has lost its data, one where members play goes before one that waits for them to return, or to come. */
export const partyWeight = ({ names, isConnected }: PartySeated): number =>
  isConnected ? 2 : names.length > 0 ? 1 : 0;

export interface PartyRoom {
  readonly room: string;
  /** Name of the room. */
  readonly mode: string;
}

/**
 * Each call is atomic. It rejects when Redis does not answer: then it may be carried out all the same, even later. A late `bind` or
 * `keep` changes nothing once the party is bound to another room.
 */
export interface PartyStore {
  /**
   * @returns the room to which the party is bound, which then lasts long enough for a seat; undefined without one; "unsettled": not known
   *   yet, ask again
   */
  look(party: string): Promise<PartyRoom | "unsettled" | undefined>;
  /**
   * Binds the party to a room, unless it is bound.
   * @param instead id of the room that the party leaves: it is over, or a member wants to move
   * @returns the room to which the party is bound now
   */
  bind(party: string, to: PartyRoom, instead?: string): Promise<PartyRoom | "unsettled">;
  /**
   * Members sit in a room, or the last one has left: the binding is kept, or written again where it was lost. Another binding stays, unless
   * it was written before Redis has changed, or shortly afterwards with less weight. Call `notice` before, each time.
   */
  keep(party: string, at: PartyRoom, seated: PartySeated): Promise<void>;
  /**
   * The room has closed in its process: the party is no longer bound to it.
   * @returns false where the ledger does not say that the match is over: then the party stays bound
   */
  release(party: string, room: string): Promise<boolean>;
  /** Finds out whether Redis has changed or lost its data, so that the time to settle begins. To be called again and again. */
  notice(): Promise<void>;
  /** @param visitor has the front page open, and is listed for a moment @returns what members may know */
  status(party: string, visitor?: { id: string; name: string }): Promise<PartyStatus>;
}

interface LocalParty {
  bound?: PartyRoom & { names: readonly string[]; until: number };
  /** By player id. */
  visitors: Map<string, { name: string; at: number }>;
}

/** The parties of a process that stands alone. */
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

  async status(party: string, visitor?: { id: string; name: string }): Promise<PartyStatus> {
    const now = this.#now();
    this.#sweep();
    if (visitor !== undefined && (this.#parties.has(party) || this.#parties.size < MOST_PARTIES)) {
      const { visitors } = this.#made(party);
      if (visitors.has(visitor.id) || visitors.size < PARTY_NAMES)
        visitors.set(visitor.id, { name: visitor.name, at: now });
    }
    const { bound, visitors = [] } = this.#of(party) ?? {};
    const waiting = [...visitors].flatMap(([id, { name }]) => (id === visitor?.id ? [] : [name])).sort();
    return bound === undefined
      ? { playing: [], waiting }
      : { room: bound.room, mode: bound.mode, playing: bound.names.slice(0, PARTY_NAMES), waiting };
  }

  /** Forgets what is over. @returns undefined where nothing is left */
  #of(party: string): LocalParty | undefined {
    const now = this.#now();
    const one = this.#parties.get(party);
    if (one === undefined) return undefined;
    if (one.bound !== undefined && one.bound.until <= now) delete one.bound;
    for (const [id, { at }] of one.visitors) if (at + VISIT <= now) one.visitors.delete(id);
    if (one.bound === undefined && one.visitors.size === 0) this.#parties.delete(party);
    return this.#parties.get(party);
  }

  /** Forgets all parties that are over. */
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
