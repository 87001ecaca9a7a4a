/**
 * Asks processes whether they have a room: the owner on record, and all others where Redis may have lost a
 * later owner. A replica that lagged, or an older snapshot, may lack the record of the last takeover, and the
 * owner that it made may be cut off from Redis now.
 *
 *                                       the owner on record      a later owner
 *   has it                              the match is there       the match is there
 *   has it, in doubt, asks Redis        asked again for 1 s      asked again for `ROOM_LEASE.doubted`
 *   no answer                           gone after 1 s           gone after `ROOM_LEASE.laterOwnerSilent`
 *   has it not, nothing listens there   gone                     gone
 *
 * A process that has been without an answer for so long is given 1 s from then on. So the answers of the
 * others are not old when the last one is in.
 */
import type { Entry, ProcessAddress } from "./ledger.ts";
import { plays } from "./placement.ts";
import type { Clock, Holding, PeerProcesses } from "./ports.ts";
import { ROOM_LEASE } from "./roomLease.ts";
import type { OtherProcess } from "./unplayable.ts";

/**
 * The answers of other processes hold for this long, ms: then they are asked again, because they may have
 * changed.
 */
export const OTHERS_ANSWER = ROOM_LEASE.silent + ROOM_LEASE.slept;
/** Time limit for an older process to find a match, or to take it over, ms. */
const OLDER_TIMEOUT = 2000;

export interface OwnerSearchOptions {
  clock: Clock;
  probes: Pick<PeerProcesses, "hasRoom" | "locate">;
  /** See `Registry`. */
  recentPeers(): readonly ProcessAddress[];
  /** See `Registry`. */
  olderProcesses(): readonly OtherProcess[];
}

export class OwnerSearch {
  readonly #on: OwnerSearchOptions;
  /** Processes that do not answer, by id, and since when, ms. */
  readonly #silent = new Map<string, number>();
  /** Owners in doubt, by room and process, and since when, ms. */
  readonly #doubts = new Map<string, number>();

  constructor(options: OwnerSearchOptions) {
    this.#on = options;
  }

  /**
   * For an owner, which writes nothing to Redis meanwhile: a process that does not answer soon counts as
   * gone. If it is a later owner after all, its first write replaces those of the one that asks.
   * @returns whether another process has the room under an epoch later than that, be it in doubt
   */
  async isThere(room: string, epoch: number): Promise<boolean> {
    const { recentPeers, probes } = this.#on;
    const asked = recentPeers().map(async ({ address }) => {
      const holding = await probes.hasRoom(address, room, ROOM_LEASE.silent);
      return holding !== undefined && holding.epoch > epoch ? true : undefined;
    });
    return (await firstFound(asked)) === true;
  }

  /**
   * @param isOwn this process is the owner on record, and does not have the room
   * @returns the process that says that it has the room; "wait": one may say so soon
   */
  async find(room: string, entry: Entry, isOwn: boolean): Promise<ProcessAddress | "wait" | undefined> {
    const { silent, laterOwnerSilent, doubted } = ROOM_LEASE;
    let mustWait = false;
    const ask = async (one: ProcessAddress, timeout: number, doubt: number, epoch: number) => {
      const holding = await this.#ask(one, room, timeout);
      if (holding?.process === one.id) return one;
      // That process is running, and continues when Redis has answered it.
      const isInDoubt = holding !== undefined && holding.process === undefined && holding.epoch >= epoch;
      const lasts = this.#lasts(this.#doubts, `${room} ${one.id}`, isInDoubt);
      if (isInDoubt && lasts < doubt) mustWait = true;
      return undefined;
    };
    const asked = isOwn ? [] : [ask(entry, silent, silent, entry.epoch)];
    if (entry.stale)
      for (const one of this.#on.recentPeers())
        if (one.id !== entry.id) asked.push(ask(one, laterOwnerSilent, doubted, entry.epoch + 1));
    return (await firstFound(asked)) ?? (mustWait ? "wait" : undefined);
  }

  /**
   * A process that has just started does not know all owners of the last minutes: it leaves the match to an
   * older one that may.
   * @returns "unplayable" when there is none, or none that can continue the match; undefined when that is not
   * known
   */
  async askOlderProcesses(room: string, { name }: Entry): Promise<ProcessAddress | "unplayable" | undefined> {
    for (const older of this.#on.olderProcesses()) {
      if (older.state !== "ready" || !plays(older, name)) continue;
      const answer = await this.#on.probes.locate(older.address, room, OLDER_TIMEOUT);
      if (answer !== "unplayable") return answer;
    }
    return "unplayable";
  }

  /** @param timeout ms without an answer after which the process counts as gone */
  async #ask({ id, address }: ProcessAddress, room: string, timeout: number): Promise<Holding | undefined> {
    const { clock, probes } = this.#on;
    const since = clock.now();
    const left = timeout - (since - (this.#silent.get(id) ?? since));
    const holding = await probes.hasRoom(address, room, Math.max(left, ROOM_LEASE.silent));
    this.#lasts(this.#silent, id, holding === undefined, since);
    return holding;
  }

  /**
   * Records whether a condition holds for a key.
   * @param from when it began, if it is new
   * @returns for how long it has held, ms
   */
  #lasts(sinces: Map<string, number>, key: string, holds: boolean, from = this.#on.clock.now()): number {
    const now = this.#on.clock.now();
    for (const [one, since] of sinces) if (now - since > ROOM_LEASE.kept) sinces.delete(one);
    const since = sinces.get(key) ?? from;
    if (holds) sinces.set(key, since);
    else sinces.delete(key);
    return now - since;
  }
}

/**
 * @returns the first answer that is not undefined, or undefined once all are in. Rejects when a question
 * fails before that.
 */
function firstFound<T>(asked: readonly Promise<T | undefined>[]): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const checked = asked.map((one) =>
      one.then((found) => {
        if (found !== undefined) resolve(found);
      }),
    );
    Promise.all(checked).then(() => resolve(undefined), reject);
  });
}
