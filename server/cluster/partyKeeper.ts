/** Says once a second which parties sit in the rooms of this process, which keeps their bindings: see parties.ts. */
import type { PartySeated, PartyStore } from "./parties.ts";
import type { Clock } from "./ports.ts";

/** ms; several times within PARTY_SETTLES. */
const EVERY = 1000;

const NOBODY: PartySeated = { names: [], isConnected: false };

/** A room with seats. */
export interface PartyHost {
  readonly roomId: string;
  readonly roomName: string;
  /** Whether the match is here and not about to migrate, as far as is known. */
  readonly lives: boolean;
  /** By the code of each party. */
  parties(): ReadonlyMap<string, PartySeated>;
}

export class PartyKeeper {
  readonly #store: Pick<PartyStore, "keep" | "notice">;
  readonly #rooms: () => Iterable<PartyHost>;
  readonly #clock: Clock;
  #stop: (() => void) | undefined;
  /** Parties with members at the last look: room and mode, by party. */
  #seated = new Map<string, { room: string; mode: string }>();
  #isKeeping = false;

  constructor(store: Pick<PartyStore, "keep" | "notice">, rooms: () => Iterable<PartyHost>, clock: Clock) {
    this.#store = store;
    this.#rooms = rooms;
    this.#clock = clock;
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
    const before = this.#seated;
    this.#seated = new Map();
    const said = [this.#store.notice()];
    const living = new Set<string>();
    for (const one of this.#rooms()) {
      const at = { room: one.roomId, mode: one.roomName };
      // Said also while it is in doubt who owns the match: it is the same room, whoever does.
      if (one.lives) living.add(at.room);
      for (const [party, seated] of one.parties()) {
        if (seated.names.length > 0) this.#seated.set(`${party} ${at.room}`, at);
        said.push(this.#store.keep(party, at, seated));
      }
    }
    // A match that has moved is kept by its new owner.
    for (const [key, at] of before)
      if (!this.#seated.has(key) && living.has(at.room))
        said.push(this.#store.keep(key.split(" ")[0]!, at, NOBODY));
    await Promise.allSettled(said);
    this.#isKeeping = false;
  }
}
