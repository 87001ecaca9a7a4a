/**
 * Says once a second which parties sit in the rooms of this process, which keeps their bindings, and releases those of a room that has
 * closed: see parties.ts.
 */
import type { Log } from "../ops/log.ts";
import { PARTY_LASTS, type PartyRoom, type PartySeated, type PartyStore } from "./parties.ts";
import type { Clock } from "./ports.ts";

/** ms; several times within PARTY_SETTLES. */
const EVERY = 1000;

const NOBODY: PartySeated = { names: [], isConnected: false };

/** A room with seats. */
export interface PartyHost {
  readonly roomId: string;
  readonly roomName: string;
  /** Whether the match is here and not about to migrate, as far as is known. */
  readonly isActive: boolean;
  /** By the code of each party. */
  parties(): ReadonlyMap<string, PartySeated>;
}

/** A party with seats in a room. */
interface Kept {
  readonly party: string;
  readonly at: PartyRoom;
  /** Whether members sit there; otherwise their seats are only reserved. */
  readonly isSeated: boolean;
}
const keyOf = (party: string, room: string): string => `${party} ${room}`;

export class PartyKeeper {
  readonly #store: Pick<PartyStore, "keep" | "notice" | "release">;
  readonly #rooms: () => Iterable<PartyHost>;
  readonly #clock: Clock;
  readonly #log: Log;
  #stop: (() => void) | undefined;
  /** As of the latest look, and those whose members have left while Redis does not know that yet. */
  readonly #kept = new Map<string, Kept>();
  /** Bindings to closed rooms that Redis has not released yet. `until`: then they end by themselves, ms. */
  readonly #closed = new Map<string, Kept & { readonly until: number }>();
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

  /** Never rejects: what Redis did not take is said again. */
  async keep(): Promise<void> {
    if (this.#isKeeping) return;
    this.#isKeeping = true;
    try {
      await Promise.allSettled(this.#say());
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

  #say(): Promise<unknown>[] {
    const said: Promise<unknown>[] = [this.#store.notice()];
    const [living, seen] = [new Set<string>(), new Set<string>()];
    for (const one of this.#rooms()) {
      const at = { room: one.roomId, mode: one.roomName };
      if (one.isActive) living.add(at.room);
      // Said also while it is in doubt who owns the match: it is the same room, whoever does.
      for (const [party, seated] of one.parties()) {
        const key = keyOf(party, at.room);
        seen.add(key);
        this.#kept.set(key, { party, at, isSeated: seated.names.length > 0 });
        said.push(this.#store.keep(party, at, seated));
      }
    }
    for (const [key, one] of this.#kept) {
      if (seen.has(key)) continue;
      // The match may be about to migrate, or the room about to close.
      if (!living.has(one.at.room)) continue;
      // A seat that was only reserved leaves nothing to be said.
      if (one.isSeated) said.push(this.#left(key, one));
      else this.#kept.delete(key);
    }
    const now = this.#clock.now();
    for (const [key, one] of this.#closed) {
      if (one.until <= now) this.#closed.delete(key);
      else said.push(this.#release(key, one));
    }
    return said;
  }

  async #left(key: string, one: Kept): Promise<void> {
    await this.#store.keep(one.party, one.at, NOBODY);
    if (this.#kept.get(key) === one) this.#kept.delete(key);
  }

  /** Never rejects. */
  async #release(key: string, { party, at }: Kept): Promise<void> {
    if (await this.#store.release(party, at.room).catch(() => false)) this.#closed.delete(key);
  }
}
