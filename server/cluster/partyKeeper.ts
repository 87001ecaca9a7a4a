/**
 * Renews once a second the bindings of the parties with seats in the rooms of this process, and releases
 * those of a room that has closed: see parties.ts.
 */
import type { Log } from "../ops/log.ts";
import { PARTY_LASTS, type PartyRoom, type PartySeated, type PartyStore } from "./parties.ts";
import type { Clock } from "./ports.ts";

/** Time between two renewals, ms; several fit into PARTY_SETTLES. */
const EVERY = 1000;

const NO_MEMBERS: PartySeated = { names: [], isConnected: false };

/** A room with seats. */
export interface PartyHost {
  readonly roomId: string;
  readonly roomName: string;
  /** Whether this process, as far as it knows, has the match and is not about to hand it over. */
  readonly isActive: boolean;
  /** Seats by the code of each party. */
  parties(): ReadonlyMap<string, PartySeated>;
}

/** A party with seats in a room. */
interface KeptParty {
  readonly party: string;
  readonly at: PartyRoom;
  /** Whether members have taken seats; otherwise their seats are only reserved. */
  readonly isSeated: boolean;
}
const keyOf = (party: string, room: string): string => `${party} ${room}`;

export class PartyKeeper {
  readonly #store: Pick<PartyStore, "keep" | "notice" | "release">;
  readonly #rooms: () => Iterable<PartyHost>;
  readonly #clock: Clock;
  readonly #log: Log;
  #stop: (() => void) | undefined;
  /**
   * The parties of the latest round, and parties whose members have left but whose binding still says
   * otherwise.
   */
  readonly #kept = new Map<string, KeptParty>();
  /** Bindings to closed rooms that Redis has not released yet. They expire at `until`, ms. */
  readonly #closed = new Map<string, KeptParty & { readonly until: number }>();
  #isKeeping = false;

  constructor(
    store: Pick<PartyStore, "keep" | "notice" | "release">,
    rooms: () => Iterable<PartyHost>,
    clock: Clock,
    log: Log,
  ) {
    this.#store = store;
    this.#rooms = rooms;
    this.#clock = clock;
    this.#log = log;
  }

  start(): void {
    this.#stop = this.#clock.every(EVERY, () => void this.keep());
  }

  stop(): void {
    this.#stop?.();
  }

  /** Never rejects: the next round repeats what Redis has not accepted. */
  async keep(): Promise<void> {
    if (this.#isKeeping) return;
    this.#isKeeping = true;
    try {
      await Promise.allSettled(this.#write());
    } catch (err) {
      this.#log.error({ err }, "fault in keeping the parties of rooms");
    } finally {
      this.#isKeeping = false;
    }
  }

  /**
   * To be called for each room of this process, once it has closed and its lease is being released.
   * @param endsMatch false: the match has migrated, and its new owner keeps the parties
   */
  closed(room: PartyHost, endsMatch: boolean): void {
    const at = { room: room.roomId, mode: room.roomName };
    for (const party of room.parties().keys())
      this.#kept.set(keyOf(party, at.room), { party, at, isSeated: false });
    const until = this.#clock.now() + PARTY_LASTS.seated;
    for (const [key, one] of this.#kept) {
      if (one.at.room !== at.room) continue;
      this.#kept.delete(key);
      if (!endsMatch) continue;
      this.#closed.set(key, { ...one, until });
      void this.#release(key, one);
    }
  }

  #write(): Promise<unknown>[] {
    const writes: Promise<unknown>[] = [this.#store.notice()];
    const [living, seen] = [new Set<string>(), new Set<string>()];
    for (const one of this.#rooms()) {
      const at = { room: one.roomId, mode: one.roomName };
      if (one.isActive) living.add(at.room);
      // Also while the owner of the match is in doubt: the room is the same, whichever process owns it.
      for (const [party, seated] of one.parties()) {
        const key = keyOf(party, at.room);
        seen.add(key);
        this.#kept.set(key, { party, at, isSeated: seated.names.length > 0 });
        writes.push(this.#store.keep(party, at, seated));
      }
    }
    for (const [key, one] of this.#kept) {
      if (seen.has(key)) continue;
      // The match may be about to migrate, or the room about to close.
      if (!living.has(one.at.room)) continue;
      // A seat that was only reserved leaves nothing to write.
      if (one.isSeated) writes.push(this.#left(key, one));
      else this.#kept.delete(key);
    }
    const now = this.#clock.now();
    for (const [key, one] of this.#closed) {
      if (one.until <= now) this.#closed.delete(key);
      else writes.push(this.#release(key, one));
    }
    return writes;
  }

  async #left(key: string, one: KeptParty): Promise<void> {
    await this.#store.keep(one.party, one.at, NO_MEMBERS);
    if (this.#kept.get(key) === one) this.#kept.delete(key);
  }

  /** Never rejects. */
  async #release(key: string, { party, at }: KeptParty): Promise<void> {
    if (await this.#store.release(party, at.room).catch(() => false)) this.#closed.delete(key);
  }
}
