/**
 * The rooms that this process holds. A room is opened under a claim, which the ledger grants to one process
 * for each epoch: to a new room, to a room that its owner has handed over, or to a room that was taken over.
 * If there is a checkpoint, the match is restored from it.
 */
import { ServerError } from "@colyseus/core";
import type { Telemetry } from "../ops/telemetry.ts";
import type { RestorableMatch, RestoredMatch } from "./checkpoint.ts";
import type { Claim, Entry, Ledger, Won } from "./ledger.ts";
import { LostMatches } from "./lostMatches.ts";
import type { Clock } from "./ports.ts";
import { ROOM_LEASE } from "./roomLease.ts";
import type { UnplayableRooms } from "./unplayable.ts";

/** Option for a room that was handed over to this process: its epoch. */
export const HANDED_OVER = "passed";
/** Option for a room that this process has taken over: its `TakeoverClaim`. */
export const CLAIMED = "claimed";

/**
 * The claim of a takeover, for the room that is opened with it. It is a class, so that options from a client
 * cannot imitate it.
 */
export class TakeoverClaim {
  readonly won: Won;

  constructor(won: Won) {
    this.won = won;
  }
}

/** A room that is being opened, is played, or is being closed here. */
export interface RoomHolder {
  /** Whether the room is stepped here, or about to be: then no other process may own it. */
  readonly holds: boolean;
  /** 0 before it is open. */
  readonly epoch: number;
}

export interface OpenedRoom<P extends RestorableMatch> {
  epoch: number;
  /** The match to continue; absent: a new match begins. */
  restored?: P;
}

export interface HeldRoomsOptions<P extends RestorableMatch> {
  ledger: Ledger;
  clock: Clock;
  telemetry: Pick<Telemetry, "events" | "log" | "metrics">;
  /** Restores a match. @throws BadCheckpoint */
  read(checkpoint: Buffer, tail: Buffer | undefined, room: string): P;
  unplayable: Pick<UnplayableRooms, "requireReadable">;
  /** Whether this process takes rooms: not when it is about to stop. */
  takes(): boolean;
}

export class HeldRooms<P extends RestorableMatch = RestoredMatch> {
  readonly ledger: Ledger;
  readonly lost: LostMatches;
  readonly #options: HeldRoomsOptions<P>;
  /** By room. No room is opened twice: two restores of one match would count as two deaths of its owners. */
  readonly #here = new Map<string, RoomHolder>();
  /** Epochs of rooms that were taken over and are being opened. */
  readonly #opening = new Map<string, number>();
  /** The current work on each room: the next opening waits for it. */
  readonly #queue = new Map<string, Promise<unknown>>();
  /**
   * Claims that Redis has not answered, by room: Redis may have granted them. Their epoch, and until when
   * they matter, ms.
   */
  readonly #unanswered = new Map<string, { epoch: number; until: number }>();

  constructor(options: HeldRoomsOptions<P>) {
    this.#options = options;
    this.ledger = options.ledger;
    this.lost = new LostMatches(options.ledger, options.clock, options.telemetry);
  }

  /** @returns the id of this process when the room is here or about to be */
  here(room: string): string | undefined {
    return this.#opening.has(room) || this.lost.isGivenUp(room) || this.#here.get(room)?.holds
      ? this.ledger.self.id
      : undefined;
  }

  /** Whether a room is being opened here, so that no player can enter it yet. */
  isOpening(room: string): boolean {
    return this.#opening.has(room);
  }

  /**
   * Makes this process the owner of a room it is about to open.
   * @param holder asked by `here` until the room has `closed`
   * @param from what a takeover has won, or the epoch under which the owner handed the room to this process;
   * absent: a new room
   * @throws ServerError when the room is open here already, is owned by another process, has ended, or cannot
   * be read
   */
  async open(
    room: string,
    name: string,
    holder: RoomHolder,
    from?: TakeoverClaim | number,
  ): Promise<OpenedRoom<P>> {
    if (from instanceof TakeoverClaim) return await this.#open(room, holder, () => Promise.resolve(from.won));
    // A client that asks another process finds one that stays.
    if (!this.#options.takes())
      throw new ServerError(503, "this process is about to stop, and opens no room");
    return await this.inTurn(room, () => this.#open(room, holder, () => this.#claim(room, name, from)));
  }

  /** @returns the epoch under which the room is here or about to be; 0: not known */
  epochOf(room: string): number {
    return Math.max(this.#opening.get(room) ?? 0, this.#here.get(room)?.epoch ?? 0);
  }

  /** A room has closed here. */
  closed(room: string, holder: RoomHolder): void {
    if (this.#here.get(room) === holder) this.#here.delete(room);
  }

  /** Runs `work` after all work on the room that was requested before. */
  async inTurn<T>(room: string, work: () => Promise<T>): Promise<T> {
    const before = this.#queue.get(room);
    const turn = (async () => {
      await before?.catch(() => {});
      return await work();
    })();
    this.#queue.set(room, turn);
    try {
      return await turn;
    } finally {
      if (this.#queue.get(room) === turn) this.#queue.delete(room);
    }
  }

  /**
   * Claims a room whose owner does not answer. Call it within `inTurn`.
   * @param entry as looked up
   * @returns undefined where nothing may be claimed: its owner may only be slow, or this process cannot take
   * it now
   */
  async claimTakeover(room: string, entry: Entry): Promise<Claim | undefined> {
    const { name, epoch, id, quiet } = entry;
    // A room that is closing here must be gone before it can be opened again.
    if (!this.#options.takes() || this.#here.has(room)) return undefined;
    // This process may have taken it over already, by a request whose answer was lost.
    const asked = this.#unanswered.get(room);
    const isOurs = id === this.ledger.self.id && asked !== undefined && epoch >= asked.epoch;
    if (!isOurs && quiet < ROOM_LEASE.quiet) return undefined;
    const claiming = isOurs ? this.ledger.takePassed(room, name, epoch) : this.ledger.takeOver(room, entry);
    return await this.#noteUnanswered(room, epoch, claiming);
  }

  /** The room counts as here while `work` opens it. */
  async whileOpening<T>(room: string, epoch: number, work: () => Promise<T>): Promise<T> {
    this.#opening.set(room, epoch);
    try {
      return await work();
    } finally {
      this.#opening.delete(room);
    }
  }

  async #open(room: string, holder: RoomHolder, claimed: () => Promise<Claim>): Promise<OpenedRoom<P>> {
    if (this.#here.has(room)) throw new ServerError(503, `room ${room} is open here already`);
    this.#here.set(room, holder);
    try {
      const claim = await claimed();
      if (claim.result !== "won")
        throw new ServerError(503, `room ${room} could not be claimed: ${claim.result}`);
      const { epoch, checkpoint, tail } = claim;
      if (checkpoint !== undefined) return { epoch, restored: this.#restore(room, epoch, checkpoint, tail) };
      this.#options.telemetry.log.info({ room, epoch, process: this.ledger.self.id }, "room opened");
      return { epoch };
    } catch (error) {
      this.closed(room, holder);
      throw error;
    }
  }

  async #claim(room: string, name: string, passed: number | undefined): Promise<Claim> {
    if (passed === undefined) return await this.ledger.open(room, name);
    // Checked before the claim, because after it the owner cannot take the room back.
    await this.#options.unplayable.requireReadable(room).catch((error: Error) => {
      throw new ServerError(503, `room ${room} cannot be restored here: ${error.message}`);
    });
    return await this.#noteUnanswered(room, passed, this.ledger.takePassed(room, name, passed));
  }

  async #noteUnanswered(room: string, epoch: number, asked: Promise<Claim>): Promise<Claim> {
    this.#unanswered.delete(room);
    try {
      return await asked;
    } catch (error) {
      const now = this.#options.clock.now();
      for (const [one, { until }] of this.#unanswered) if (until <= now) this.#unanswered.delete(one);
      // Clients stop asking for a room before its record expires.
      this.#unanswered.set(room, { epoch, until: now + ROOM_LEASE.kept });
      throw error;
    }
  }

  /** @throws ServerError */
  #restore(room: string, epoch: number, checkpoint: Buffer, tail?: Buffer): P {
    const { clock, read, telemetry } = this.#options;
    const started = clock.now();
    try {
      const restored = read(checkpoint, tail, room);
      telemetry.metrics.restores.inc({ result: "restored" });
      const ms = Math.round(clock.now() - started);
      const { tick } = restored.world;
      const seats = restored.room.seats.length;
      const process = this.ledger.self.id;
      const replayed = restored.replayed?.ticks ?? 0;
      telemetry.log.info({ room, epoch, process, tick, replayed, seats, ms }, "room restored");
      telemetry.events.add("takeover", `room ${room} goes on here at tick ${tick} with ${seats} players`);
      return restored;
    } catch (err) {
      this.lost.restoreFailed(room, epoch, err);
      throw new ServerError(503, `room ${room} could not be restored`);
    }
  }
}
