/**
 * Owners that Redis may have forgotten. A replica that lagged, or an older snapshot, may lack the record of the last takeover; the owner
 * that it made may be cut off from Redis now. Only that owner can say that it has the room: the other processes are asked.
 *
 *   has it ────────────────────────────▶ the match is there
 *   has it, in doubt, later epoch ─────▶ ask again, for `ROOM_LEASE.doubted`
 *   has it not, nothing listens there ─▶ no
 *   no answer for `ROOM_LEASE.unheard` ▶ no
 */
import type { Address, Entry } from "./ledger.ts";
import { plays } from "./placement.ts";
import type { Clock, PeerProcesses } from "./ports.ts";
import { ROOM_LEASE } from "./roomLease.ts";
import type { OtherProcess } from "./unplayable.ts";

/** Between two questions to an owner in doubt, ms. */
const ASK_AGAIN = 100;
/** An elder process is given this long to find a match, or to take it over, ms. */
const ELDER = 2000;

export interface LaterOwnersOptions {
  clock: Clock;
  probes: Pick<PeerProcesses, "hasRoom" | "locate">;
  /** See `Registry`. */
  met(): readonly Address[];
  /** See `Registry`. */
  elders(): readonly OtherProcess[];
}

export class LaterOwners {
  readonly #on: LaterOwnersOptions;

  constructor(options: LaterOwnersOptions) {
    this.#on = options;
  }

  /** @returns whether another process has the room under an epoch later than that, be it in doubt */
  async isThere(room: string, epoch: number): Promise<boolean> {
    const { met, probes } = this.#on;
    const asked = met().map(async ({ address }) => {
      const held = await probes.hasRoom(address, room, ROOM_LEASE.unheard);
      return held !== undefined && held.epoch > epoch ? true : undefined;
    });
    return (await firstFound(asked)) === true;
  }

  /** @returns the process, other than the owner on record, that says that it has the room */
  find(room: string, entry: Entry): Promise<Address | undefined> {
    const others = this.#on.met().filter(({ id }) => id !== entry.id);
    return firstFound(others.map((one) => this.#ask(one, room, entry.epoch)));
  }

  /**
   * A process that has just started has not met all owners of the last minutes: it leaves the match to one that may have.
   * @returns "unplayable" when there is none, or none that can go on with the match; undefined when that is not known
   */
  async askElders(room: string, { name }: Entry): Promise<Address | "unplayable" | undefined> {
    for (const elder of this.#on.elders()) {
      if (elder.state !== "ready" || !plays(elder, name)) continue;
      const answer = await this.#on.probes.locate(elder.address, room, ELDER);
      if (answer !== "unplayable") return answer;
    }
    return "unplayable";
  }

  async #ask(one: Address, room: string, epoch: number): Promise<Address | undefined> {
    const { clock, probes } = this.#on;
    const end = clock.now() + ROOM_LEASE.doubted;
    do {
      const held = await probes.hasRoom(one.address, room, ROOM_LEASE.unheard);
      if (held?.process === one.id) return one;
      // It has later play than Redis, and goes on once Redis has answered it.
      const isInDoubt = held !== undefined && held.process === undefined && held.epoch > epoch;
      if (!isInDoubt) return undefined;
      await clock.wait(ASK_AGAIN);
    } while (clock.now() < end);
    return undefined;
  }
}

/** @returns the first answer that is not undefined, or undefined once all are in. Rejects when a question fails before that. */
export function firstFound<T>(asked: readonly Promise<T | undefined>[]): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const told = asked.map((one) =>
      one.then((found) => {
        if (found !== undefined) resolve(found);
      }),
    );
    Promise.all(told).then(() => resolve(undefined), reject);
  });
}
