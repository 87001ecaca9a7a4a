/**
 * Matches that this process cannot continue: it does not have their game, or cannot read their checkpoint, as
 * in a rolling update to a version that stores something else. Such a match is not claimed, because a claim
 * without play counts as a restore (SV10). A request for it is passed on to processes that may play it.
 */
import type { Telemetry } from "../ops/telemetry.ts";
import { UnreadableCheckpoint } from "./badCheckpoint.ts";
import type { Entry, Ledger, ProcessAddress } from "./ledger.ts";
import { plays } from "./placement.ts";
import type { Clock, PeerProcesses, Rooms } from "./ports.ts";
import type { ProcessRecord } from "./registry.ts";
import { ROOM_LEASE } from "./roomLease.ts";

/** Timeout for another process to find a match, or to take it over, ms. */
const TIMEOUT = 2000;

export type OtherProcess = ProcessAddress & Pick<ProcessRecord, "kinds" | "state">;

export interface UnplayableOptions {
  ledger: Ledger;
  rooms: Pick<Rooms, "plays">;
  probes: Pick<PeerProcesses, "locate">;
  clock: Clock;
  telemetry: Pick<Telemetry, "events" | "log" | "metrics">;
  /** @throws UnreadableCheckpoint when this process cannot read it, although another one may */
  check(checkpoint: Buffer, room: string): void;
  /** All other processes known. */
  others(): readonly OtherProcess[];
  /** See `Registry`. */
  mayHaveOthers(): boolean;
}

export class UnplayableRooms {
  readonly #on: UnplayableOptions;
  /**
   * Whether the checkpoint that a room's owner of that epoch writes can be read here; until when any client
   * asks for the room, ms.
   */
  readonly #known = new Map<string, { epoch: number; isReadable: boolean; until: number }>();

  constructor(options: UnplayableOptions) {
    this.#on = options;
  }

  /** @returns whether this process could continue a match after a takeover */
  async mayPlay(room: string, { name, epoch }: Entry): Promise<boolean> {
    if (!this.#on.rooms.plays(name)) return false;
    const known = this.#known.get(room);
    if (known?.epoch === epoch) return known.isReadable;
    let isReadable = true;
    try {
      if (!(await this.requireReadable(room))) return true;
    } catch (error) {
      if (!(error instanceof UnreadableCheckpoint)) throw error;
      isReadable = false;
      this.#report(room, epoch, error);
    }
    const now = this.#on.clock.now();
    for (const [one, { until }] of this.#known) if (until <= now) this.#known.delete(one);
    this.#known.set(room, { epoch, isReadable, until: now + ROOM_LEASE.kept });
    return isReadable;
  }

  /** @returns whether there is a checkpoint @throws UnreadableCheckpoint */
  async requireReadable(room: string): Promise<boolean> {
    const checkpoint = await this.#on.ledger.peek(room);
    if (checkpoint !== undefined) this.#on.check(checkpoint, room);
    return checkpoint !== undefined;
  }

  /**
   * Asks the processes that may play the match to find it, or to take it over.
   * @returns "over" when no living process can continue it, and its owner has been gone for so long that none
   * is expected
   */
  async elsewhere(room: string, entry: Entry): Promise<ProcessAddress | "over" | undefined> {
    const others = this.#on.others().filter((one) => plays(one, entry.name));
    const ready = others.filter(({ state }) => state === "ready");
    const answers = await Promise.all(
      ready.map(({ address }) => this.#on.probes.locate(address, room, TIMEOUT)),
    );
    for (const answer of answers) if (typeof answer === "object") return answer;
    const isNowhere = ready.length === others.length && answers.every((answer) => answer === "unplayable");
    const isLongGone = entry.quiet >= ROOM_LEASE.unplayable && !entry.stale && !this.#on.mayHaveOthers();
    return isNowhere && isLongGone ? "over" : undefined;
  }

  #report(room: string, epoch: number, err: Error): void {
    const { log, metrics, events } = this.#on.telemetry;
    metrics.restores.inc({ result: "unreadable" });
    log.warn({ room, epoch, err }, "match not taken over: this process cannot read its checkpoint");
    events.add("takeover", `match ${room} is left to another process: ${err.message}`);
  }
}
