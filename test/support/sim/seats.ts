/** The seats of a simulated room: reserved, taken by a client, or kept for a player that is away. */
import type { PartySeated } from "../../../server/cluster/parties.ts";
import type { SimClient } from "./client.ts";
import type { SimMatch } from "./match.ts";

/** The framework keeps a seat reservation and an empty room for this time, ms. */
export const RESERVED = 15_000;
/** The seat of an absent player is kept for this time, ms: `SEAT.graceSeconds`. */
export const GRACE = 30_000;

interface Seat {
  party?: string | undefined;
  /** Absent: the seat is reserved, or its player is away. */
  client?: SimClient | undefined;
  /** Whether its player has connected before. */
  isTaken: boolean;
  /** When a seat without a connection is given up, ms of the process's clock. */
  until: number;
}

export class SimSeats {
  readonly #seats = new Map<string, Seat>();
  readonly #now: () => number;

  /** @param now of the process's clock, ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  get size(): number {
    return this.#seats.size;
  }

  /** Whether a seat is reserved for a player that has not connected yet. */
  get hasReserved(): boolean {
    return [...this.#seats.values()].some(({ isTaken }) => !isTaken);
  }

  /** The players of a restored match are away. */
  restore({ seats, parties }: SimMatch["room"]): void {
    for (const session of seats)
      this.#seats.set(session, { isTaken: true, until: this.#now() + GRACE, party: parties[session] });
  }

  reserve(session: string, party: string | undefined): void {
    this.#seats.set(session, { isTaken: false, until: this.#now() + RESERVED, party });
  }

  /** @returns whether there was a reservation to cancel */
  cancel(session: string): boolean {
    return this.#seats.get(session)?.isTaken === false && this.#seats.delete(session);
  }

  has(session: string): boolean {
    return this.#seats.has(session);
  }

  /** Whether a player has connected to the seat before. */
  isTaken(session: string): boolean {
    return this.#seats.get(session)?.isTaken === true;
  }

  /** Connects a client to its seat. @returns whether it is the first connection of the player */
  connect(session: string, client: SimClient): boolean {
    const seat = this.#seats.get(session)!;
    const isFirst = !seat.isTaken;
    seat.isTaken = true;
    seat.client = client;
    return isFirst;
  }

  /** Keeps the seat of a player that has lost its connection. */
  disconnect(session: string): void {
    const seat = this.#seats.get(session);
    if (seat === undefined) return;
    seat.client = undefined;
    seat.until = this.#now() + GRACE;
  }

  remove(session: string): void {
    this.#seats.delete(session);
  }

  /** @returns sessions of the seats that are no longer kept for a player without a connection */
  expired(): string[] {
    const now = this.#now();
    const isExpired = ([, { client, until }]: [string, Seat]) => client === undefined && now >= until;
    return [...this.#seats].filter(isExpired).map(([session]) => session);
  }

  /** The present seats, with the clients of those that are connected. */
  *clients(): Iterable<[session: string, client: SimClient | undefined]> {
    for (const [session, { client }] of this.#seats) yield [session, client];
  }

  /** See `PartyHost`. */
  parties(): Map<string, PartySeated> {
    const parties = new Map<string, PartySeated>();
    for (const [session, { party, isTaken, client }] of this.#seats) {
      if (party === undefined) continue;
      const { names = [], isConnected = false } = parties.get(party) ?? {};
      parties.set(party, {
        names: isTaken ? [...names, session] : names,
        isConnected: isConnected || client !== undefined,
      });
    }
    return parties;
  }

  /** @returns what a checkpoint stores of the seats */
  stored(): SimMatch["room"] {
    const taken = [...this.#seats].filter(([, { isTaken }]) => isTaken);
    const parties = taken.flatMap(([session, { party }]) => (party === undefined ? [] : [[session, party]]));
    return { seats: taken.map(([session]) => session), parties: Object.fromEntries(parties) };
  }
}
