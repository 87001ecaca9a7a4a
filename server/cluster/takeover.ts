/**
 * Answers where a room lives now, and brings it back here when its owner is gone. A player that lost its connection asks;
 * who is asked
 *
 *   has the room ──────────────────────────▶ here
 *   looks the owner up in Redis ──none─────▶ over
 *   asks the owner itself ────it has it────▶ there
 *     └─ no answer, and two renewals missed ──▶ claims the room and goes on with it: here
 *
 * Two signs of death are wanted, the silent owner and its lease, so that neither an owner that Redis cannot see nor one
 * behind an address that cannot be reached from here loses its match.
 */
import { ServerError } from "@colyseus/core";
import { events } from "../ops/events.ts";
import { log } from "../ops/log.ts";
import { metrics } from "../ops/metrics.ts";
import type { World } from "../sim/world.ts";
import { BadCheckpoint, decodeCheckpoint, type RoomImage } from "./checkpoint.ts";
import { addScores } from "./lease.ts";
import { type Address, type Claim, type Entry, LEASE, type Ledger } from "./ledger.ts";
import type { Clock, Peers, Rooms } from "./ports.ts";

/** A match as it was in another process: what a takeover says of it. */
export interface Restored {
  readonly world: { readonly tick: number };
  readonly room: { readonly seats: { readonly length: number } };
}
export interface Past extends Restored {
  world: World;
  room: RoomImage;
}

/** @throws BadCheckpoint */
export function readPast(checkpoint: Buffer, scores: Buffer | undefined): Past {
  const past = decodeCheckpoint(checkpoint);
  if (scores !== undefined) addScores(past.world, scores);
  return past;
}

export interface Opened<P extends Restored> {
  epoch: number;
  /** Absent: the match begins. */
  past?: P;
}

export type Where =
  | { state: "here"; at: Address }
  | { state: "over" }
  /** Not known now; ask again, or somebody else. */
  | { state: "unknown" };

/** How long an owner is waited for, ms: a living one answers from memory. */
const PROBE = 300;
/** Between looks at an owner that does not answer and has not missed enough yet, ms. */
const LOOK_AGAIN = 60;
/** Who asks is told something after this, ms: more than a lease takes to run out. */
const PATIENCE = 2500;

export interface TakeoverOptions<P extends Restored> {
  ledger: Ledger;
  rooms: Rooms;
  probes: Pick<Peers, "hasRoom">;
  clock: Clock;
  /** Brings a match back. @throws BadCheckpoint */
  read(checkpoint: Buffer, scores: Buffer | undefined): P;
  /** Whether this process takes rooms over. One that is about to stop does not. */
  takes(): boolean;
  /** host:port[/path] of all processes that players can ask. */
  peers(): string[];
}

export class Takeover<P extends Restored = Past> {
  readonly ledger: Ledger;
  readonly #options: TakeoverOptions<P>;
  /** Everybody who asks for the same room at the same time is served by one look. */
  readonly #asked = new Map<string, Promise<Where>>();
  /** Won, and about to be opened. */
  readonly #won = new Map<string, Claim>();
  /** Being opened. */
  readonly #opening = new Set<string>();

  constructor(options: TakeoverOptions<P>) {
    this.ledger = options.ledger;
    this.#options = options;
  }

  get peers(): string[] {
    return this.#options.peers();
  }

  /** @returns id of this process when the room is here or about to be */
  here = (room: string): string | undefined =>
    this.#options.rooms.has(room) || this.#won.has(room) || this.#opening.has(room)
      ? this.ledger.self.id
      : undefined;

  where = (room: string): Promise<Where> => {
    if (this.#options.rooms.has(room)) return Promise.resolve({ state: "here", at: this.ledger.self });
    let asked = this.#asked.get(room);
    if (asked === undefined) {
      asked = this.#find(room)
        .catch((err): Where => {
          log.warn({ room, err }, "could not find out where a room lives");
          return { state: "unknown" };
        })
        .finally(() => this.#asked.delete(room));
      this.#asked.set(room, asked);
    }
    return asked;
  };

  /**
   * Makes this process the owner of a room it is about to open.
   * @throws ServerError when the room is somebody else's, has ended, or cannot be read
   */
  async open(room: string, name: string): Promise<Opened<P>> {
    // Whoever asks another process for it finds one that stays.
    if (!this.#won.has(room) && !this.#options.takes())
      throw new ServerError(503, "this process is about to stop, and opens no room");
    this.#opening.add(room);
    try {
      const claim = this.#won.get(room) ?? (await this.ledger.claim(room, name));
      this.#won.delete(room);
      if (claim.result !== "won")
        throw new ServerError(503, `room ${room} is not to be had: ${claim.result}`);
      const { epoch } = claim;
      if (claim.checkpoint === undefined) {
        log.info({ room, epoch, process: this.ledger.self.id }, "room opened");
        return { epoch };
      }
      return { epoch, past: await this.#restore(room, claim.epoch, claim.checkpoint, claim.scores) };
    } finally {
      this.#opening.delete(room);
    }
  }

  async #restore(room: string, epoch: number, checkpoint: Buffer, scores?: Buffer): Promise<P> {
    const started = this.#options.clock.now();
    try {
      const past = this.#options.read(checkpoint, scores);
      metrics.restores.inc({ result: "restored" });
      const ms = Math.round(this.#options.clock.now() - started);
      const { id } = this.ledger.self;
      log.info(
        { room, epoch, process: id, tick: past.world.tick, seats: past.room.seats.length, ms },
        "room restored",
      );
      events.add(
        "takeover",
        `room ${room} goes on here at tick ${past.world.tick} with ${past.room.seats.length} players`,
      );
      return past;
    } catch (err) {
      if (!(err instanceof BadCheckpoint)) throw err;
      metrics.restores.inc({ result: "failed" });
      log.error({ room, epoch, err }, "a room could not be restored; it is over");
      events.add("takeover", `room ${room} could not be restored; it is over`);
      await this.ledger.release(room, epoch);
      throw new ServerError(503, `room ${room} could not be restored`);
    }
  }

  async #find(room: string): Promise<Where> {
    const end = this.#options.clock.now() + PATIENCE;
    do {
      const entry = await this.ledger.look(room);
      if (entry === undefined) return { state: "over" };
      if (await this.#answers(room, entry)) return { state: "here", at: entry };
      if (entry.quiet >= LEASE.quiet && this.#options.takes() && (await this.#take(room, entry)))
        return { state: "here", at: this.ledger.self };
      await this.#options.clock.wait(LOOK_AGAIN);
    } while (this.#options.clock.now() < end);
    return { state: "unknown" };
  }

  /** @returns whether the owner says that it has the room */
  async #answers(room: string, { id, address }: Entry): Promise<boolean> {
    if (id === this.ledger.self.id) return this.here(room) === id;
    return (await this.#options.probes.hasRoom(address, room, PROBE)) === id;
  }

  /** @returns whether the room is here now */
  async #take(room: string, { name, epoch }: Entry): Promise<boolean> {
    const claim = await this.ledger.claim(room, name, epoch);
    if (claim.result !== "won") return false;
    this.#won.set(room, claim);
    try {
      await this.#options.rooms.open(name, {}, room);
      return true;
    } catch (err) {
      log.error({ room, err }, "a room could not be taken over");
      return false;
    } finally {
      this.#won.delete(room);
    }
  }
}
