/**
 * Answers where a room lives now, and brings it back here when its owner is gone. A player that lost its connection asks;
 * the process that is asked
 *
 *   has the room ──────────────────────────▶ here
 *   looks the owner up in Redis ──none─────▶ over
 *   asks the owner itself ────it has it────▶ there
 *     └─ no answer, and two renewals missed ──▶ takes the room over and goes on with it: here
 *                                                 └──second restore without play in between──▶ over
 *
 * Two signs of death are needed, the silent owner and its lease, so that neither an owner that Redis cannot see nor one
 * behind an address that cannot be reached from here loses its match.
 */
import { ServerError } from "@colyseus/core";
import type { GameServer, GameWorld } from "../game.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { addScores, decodeCheckpoint, type RoomSnapshot } from "./checkpoint.ts";
import { type Address, type Claim, type Entry, type Ledger, ROOM_LEASE, type Won } from "./ledger.ts";
import type { PeerProcesses, Rooms } from "./ports.ts";
import { type UnplayableOptions, UnplayableRooms } from "./unplayable.ts";

/** What a takeover logs of a restored match. */
export interface RestorableMatch {
  readonly world: { readonly tick: number };
  readonly room: { readonly seats: { readonly length: number } };
}
export interface RestoredMatch extends RestorableMatch {
  game: GameServer;
  world: GameWorld;
  room: RoomSnapshot;
}

/** @param games that this process plays @throws BadCheckpoint */
export function readCheckpoint(
  games: readonly GameServer[],
  checkpoint: Buffer,
  scores: Buffer | undefined,
): RestoredMatch {
  const restored = decodeCheckpoint(games, checkpoint);
  if (scores !== undefined) addScores(restored.game.players(restored.world), scores);
  return restored;
}

export interface OpenedRoom<P extends RestorableMatch> {
  epoch: number;
  /** Absent: the match begins. */
  restored?: P;
}

export type RoomLocation =
  | { state: "here"; at: Address }
  | { state: "over" }
  /** Not known now; ask again, or another process. */
  | { state: "unknown" }
  /** Said to another process only: this one cannot go on with the match. See unplayable.ts. */
  | { state: "unplayable" };

/** Between looks at an owner that does not answer and has not missed enough yet, ms. */
const LOOK_AGAIN = 60;
/** Between questions to others for a match that this process cannot go on with, ms. */
const ASK_OTHERS_AGAIN = 500;
/** A question is answered within this time, ms: longer than it takes to find out that an owner is gone. */
const PATIENCE = 2500;

/** While Redis does not answer, a match that cannot go on is given up again after that long, ms. */
const GIVE_UP_AGAIN = 300;

/** Option with which a room is opened that was given to this process: the epoch under which. */
export const HANDED_OVER = "passed";
/** Option with which a room is opened that was taken over here: its `Claimed`. */
export const CLAIMED = "claimed";

/** What a takeover has won, for the room that is opened with it. (A class of its own: no option that a client sends is one.) */
export class TakeoverClaim {
  readonly won: Won;

  constructor(won: Won) {
    this.won = won;
  }
}

/** A room that is opened or played here, or has not quite closed yet. */
export interface RoomHolder {
  /** The room is stepped here, or about to be: no other process may own it. */
  readonly holds: boolean;
}

export interface TakeoverOptions<P extends RestorableMatch> extends UnplayableOptions {
  rooms: Rooms;
  probes: Pick<PeerProcesses, "hasRoom" | "locate">;
  /** Brings a match back. @throws BadCheckpoint */
  read(checkpoint: Buffer, scores: Buffer | undefined, room: string): P;
  /** Whether this process takes rooms over. One that is about to stop does not. */
  takes(): boolean;
  /** host:port[/path] of all processes that players can ask. */
  peers(): string[];
}

export class Takeover<P extends RestorableMatch = RestoredMatch> {
  readonly ledger: Ledger;
  readonly #options: TakeoverOptions<P>;
  readonly #log: Telemetry["log"];
  readonly #metrics: Telemetry["metrics"];
  readonly #events: Telemetry["events"];
  /** One lookup serves all that ask for the same room at the same time. By asker and room. */
  readonly #lookups = new Map<string, Promise<RoomLocation>>();
  /** Taken over, and about to be opened. */
  readonly #claimed = new Set<string>();
  /** One a room: what is opened twice would be lost twice. */
  readonly #here = new Map<string, RoomHolder>();
  /** The work on a room under way: the next opening waits for it. */
  readonly #queue = new Map<string, Promise<unknown>>();
  /**
   * Rooms whose takeover was not answered, the epoch it was asked under, and until when that matters, ms: it may have been done all
   * the same.
   */
  readonly #unanswered = new Map<string, { epoch: number; until: number }>();
  /** Matches of this process that cannot go on, and of which Redis does not know that yet: they are not restored. */
  readonly #givenUp = new Set<string>();
  readonly #unplayable: UnplayableRooms;

  constructor(options: TakeoverOptions<P>) {
    this.ledger = options.ledger;
    this.#options = options;
    this.#unplayable = new UnplayableRooms(options);
    const { log, metrics, events } = options.telemetry;
    this.#log = log;
    this.#metrics = metrics;
    this.#events = events;
  }

  get peers(): string[] {
    return this.#options.peers();
  }

  /** @returns id of this process when the room is here or about to be */
  here = (room: string): string | undefined =>
    this.#claimed.has(room) || this.#givenUp.has(room) || this.#here.get(room)?.holds
      ? this.ledger.self.id
      : undefined;

  /** @param asker another process asks, which cannot go on with the match itself: it is not asked in turn */
  where = (room: string, asker: "client" | "process" = "client"): Promise<RoomLocation> => {
    if (this.#givenUp.has(room)) return Promise.resolve({ state: "over" });
    if (this.#options.rooms.has(room)) return Promise.resolve({ state: "here", at: this.ledger.self });
    const key = `${asker} ${room}`;
    let asked = this.#lookups.get(key);
    if (asked === undefined) {
      asked = this.#find(room, asker)
        .catch((err): RoomLocation => {
          this.#log.warn({ room, err }, "could not locate a room");
          return { state: "unknown" };
        })
        .finally(() => this.#lookups.delete(key));
      this.#lookups.set(key, asked);
    }
    return asked;
  };

  /**
   * Makes this process the owner of a room it is about to open.
   * @param holder told of by `here` until it has `closed`
   * @param from what a takeover has won, or the epoch under which the owner gave the room to this process; absent: a new room
   * @throws ServerError when the room is open here already, is owned by another process, has ended, or cannot be read
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
    return await this.#enqueue(room, () => this.#open(room, holder, () => this.#claim(room, name, from)));
  }

  async #open(room: string, holder: RoomHolder, claimed: () => Promise<Claim>): Promise<OpenedRoom<P>> {
    if (this.#here.has(room)) throw new ServerError(503, `room ${room} is open here already`);
    this.#here.set(room, holder);
    try {
      const claim = await claimed();
      if (claim.result !== "won")
        throw new ServerError(503, `room ${room} is not to be had: ${claim.result}`);
      const { epoch, checkpoint, scores } = claim;
      if (checkpoint === undefined) {
        this.#log.info({ room, epoch, process: this.ledger.self.id }, "room opened");
        return { epoch };
      }
      return { epoch, restored: this.#restore(room, epoch, checkpoint, scores) };
    } catch (error) {
      this.closed(room, holder);
      throw error;
    }
  }

  /** A room that was opened is not here any more. */
  closed(room: string, holder: RoomHolder): void {
    if (this.#here.get(room) === holder) this.#here.delete(room);
  }

  /** A match could not be restored here. The next restore without play in between ends it. */
  failed(room: string, epoch: number, err: unknown): void {
    this.#metrics.restores.inc({ result: "failed" });
    this.#log.error({ room, epoch, err }, "a room could not be restored");
    this.#events.add("takeover", `room ${room} could not be restored`);
  }

  /** A match of this process cannot go on in any process: it ends at once. Redis is told until it answers, or the record has expired. */
  async giveUp(room: string, epoch: number, why: string): Promise<void> {
    const { clock } = this.#options;
    const since = clock.now();
    this.#givenUp.add(room);
    do
      try {
        if (await this.ledger.quarantine(room, epoch)) this.#quarantined(room, why);
        break;
      } catch (err) {
        this.#log.debug(
          { room, epoch, err },
          "Redis does not answer: it must be told that a match cannot go on",
        );
        await clock.wait(GIVE_UP_AGAIN);
      }
    while (clock.now() - since < ROOM_LEASE.kept);
    this.#givenUp.delete(room);
  }

  #quarantined(room: string, why: string): void {
    this.#metrics.restores.inc({ result: "quarantined" });
    this.#log.error({ room, why }, `match lost: its checkpoint is kept in Redis under lost:${room}`);
    this.#events.add("takeover", `match ${room} is lost: ${why}; its checkpoint is kept under lost:${room}`);
  }

  async #enqueue<T>(room: string, work: () => Promise<T>): Promise<T> {
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

  async #claim(room: string, name: string, passed: number | undefined): Promise<Claim> {
    if (passed === undefined) return await this.ledger.open(room, name);
    // Before it is claimed: its owner can take back only what nobody has claimed.
    await this.#unplayable.requireReadable(room).catch((error: Error) => {
      throw new ServerError(503, `room ${room} cannot be restored here: ${error.message}`);
    });
    return await this.#noteUnanswered(room, passed, this.ledger.takePassed(room, name, passed));
  }

  async #noteUnanswered(room: string, epoch: number, asked: Promise<Claim>): Promise<Claim> {
    const { clock } = this.#options;
    this.#unanswered.delete(room);
    try {
      return await asked;
    } catch (error) {
      const now = clock.now();
      for (const [one, { until }] of this.#unanswered) if (until <= now) this.#unanswered.delete(one);
      // No client asks for a room longer than its record is kept.
      this.#unanswered.set(room, { epoch, until: now + ROOM_LEASE.kept });
      throw error;
    }
  }

  /** @throws ServerError */
  #restore(room: string, epoch: number, checkpoint: Buffer, scores?: Buffer): P {
    const started = this.#options.clock.now();
    try {
      const restored = this.#options.read(checkpoint, scores, room);
      this.#metrics.restores.inc({ result: "restored" });
      const ms = Math.round(this.#options.clock.now() - started);
      const { id } = this.ledger.self;
      this.#log.info(
        { room, epoch, process: id, tick: restored.world.tick, seats: restored.room.seats.length, ms },
        "room restored",
      );
      this.#events.add(
        "takeover",
        `room ${room} goes on here at tick ${restored.world.tick} with ${restored.room.seats.length} players`,
      );
      return restored;
    } catch (err) {
      this.failed(room, epoch, err);
      throw new ServerError(503, `room ${room} could not be restored`);
    }
  }

  async #find(room: string, asker: "client" | "process"): Promise<RoomLocation> {
    const { clock, takes } = this.#options;
    const end = clock.now() + PATIENCE;
    do {
      const entry = await this.ledger.look(room);
      if (entry === "over" || this.#givenUp.has(room)) return { state: "over" };
      if (entry !== "unsettled") {
        const at = await this.#askOwner(room, entry);
        if (at !== undefined) return { state: "here", at };
        const isPlayable = await this.#unplayable.mayPlay(room, entry);
        if (!isPlayable || !takes()) return await this.#askOthers(room, entry, asker, isPlayable);
        const taken = await this.#enqueue(room, () => this.#takeOver(room, entry));
        if (taken !== undefined) return taken;
      }
      await clock.wait(LOOK_AGAIN);
    } while (clock.now() < end);
    return { state: "unknown" };
  }

  /** This process does not take the match over. @param isPlayable it could, but is about to stop, or has just started */
  async #askOthers(
    room: string,
    entry: Entry,
    asker: "client" | "process",
    isPlayable: boolean,
  ): Promise<RoomLocation> {
    if (asker === "process") return { state: isPlayable ? "unknown" : "unplayable" };
    const found = await this.#unplayable.elsewhere(room, entry);
    if (found === "over" && !isPlayable) return { state: "over" };
    if (typeof found === "object") return { state: "here", at: found };
    await this.#options.clock.wait(ASK_OTHERS_AGAIN);
    return { state: "unknown" };
  }

  /** @returns the process that says that it has the room */
  async #askOwner(room: string, entry: Entry): Promise<Address | undefined> {
    const has = async (one: Address): Promise<Address | undefined> => {
      const { id, address } = one;
      if (id === this.ledger.self.id) return this.here(room) === id ? one : undefined;
      const said = await this.#options.probes.hasRoom(address, room, ROOM_LEASE.silent);
      return said === id ? one : undefined;
    };
    // A later owner may be there that Redis has lost, and that cannot reach it now.
    const asked = entry.stale ? [entry, ...this.#options.others()] : [entry];
    return (await Promise.all(asked.map(has))).find((one) => one !== undefined);
  }

  /** @returns undefined when nothing is decided yet */
  async #takeOver(room: string, entry: Entry): Promise<RoomLocation | undefined> {
    const { rooms, takes } = this.#options;
    const { name, epoch, id, quiet } = entry;
    // One that is just closing here has to be gone before it can come back.
    if (!takes() || this.#here.has(room)) return undefined;
    // Taken over already, by a request whose answer was lost.
    const asked = this.#unanswered.get(room);
    const isOurs = id === this.ledger.self.id && asked !== undefined && epoch >= asked.epoch;
    if (!isOurs && quiet < ROOM_LEASE.quiet) return undefined;
    const claiming = isOurs ? this.ledger.takePassed(room, name, epoch) : this.ledger.takeOver(room, entry);
    const claim = await this.#noteUnanswered(room, epoch, claiming);
    if (claim.result === "over") return { state: "over" };
    if (claim.result === "lost") {
      this.#quarantined(
        room,
        "its owners died of it, or could not restore it, twice without play in between",
      );
      return { state: "over" };
    }
    if (claim.result !== "won") return undefined;
    this.#claimed.add(room);
    try {
      await rooms.open(name, { [CLAIMED]: new TakeoverClaim(claim) }, room);
      return { state: "here", at: this.ledger.self };
    } catch (err) {
      this.#log.error({ room, err }, "a room could not be taken over");
      return undefined;
    } finally {
      this.#claimed.delete(room);
    }
  }
}
