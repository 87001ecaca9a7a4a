/**
 * A room's hold on itself: renews its lease and stores what is needed to go on elsewhere, without ever waiting for it.
 * While Redis is away the room plays on; nobody else can claim it then either.
 */
import { performance } from "node:perf_hooks";
import { ticks } from "../../shared/config.ts";
import { log } from "../ops/log.ts";
import { metrics } from "../ops/metrics.ts";
import type { World } from "../sim/world.ts";
import { type Address, LEASE, type Ledger } from "./ledger.ts";
import type { Clock } from "./ports.ts";

/** A whole checkpoint this often, ticks: what a crash can cost. The lease is renewed with it. */
const EVERY = ticks(0.2);

/**
 * Checkpoints under way at most. What was sent survives a kill, answered or not; a slow answer must not hold up the next.
 * One that is not answered in time is given up (see redis.ts), so that they do not pile up.
 */
const UNDER_WAY = 3;

/** The part of a world that a lease looks at. */
export interface Scored {
  readonly tick: number;
  readonly ships: ReadonlyMap<string, { readonly key: string; readonly score: number }>;
}

export interface LeaseOf {
  room: string;
  name: string;
  epoch: number;
}

export interface LeaseEvents {
  /** The room as it is between two ticks. */
  checkpoint(): Buffer;
  /** The room is somebody else's. Called once. */
  onLost(): void;
}

export class Lease {
  readonly #ledger: Ledger;
  readonly #of: LeaseOf;
  readonly #events: LeaseEvents;
  readonly #clock: Clock;
  /** Scores as last written, by ship. */
  readonly #scores = new Map<string, number>();
  /** Those that changed since the last checkpoint. */
  #changed: [key: string, score: number][] = [];
  #due = 0;
  /** Checkpoints on their way. */
  #writing = 0;
  /** Nothing is written any more: the room was lost, passed on or has ended. */
  #over = false;
  #steppedAt: number;
  #asking = false;

  constructor(ledger: Ledger, of: LeaseOf, events: LeaseEvents, clock: Clock) {
    this.#clock = clock;
    this.#steppedAt = clock.now();
    this.#ledger = ledger;
    this.#of = of;
    this.#events = events;
  }

  get epoch(): number {
    return this.#of.epoch;
  }

  /**
   * To be asked before each step. After a sleep longer than a lease the room may have been claimed: until Redis has said
   * so or otherwise, nothing is stepped or told.
   */
  isOurs(): boolean {
    const now = this.#clock.now();
    const slept = now - this.#steppedAt > LEASE.expires;
    this.#steppedAt = now;
    if (slept && !this.#asking && !this.#over) {
      this.#asking = true;
      void this.#write({}).finally(() => {
        this.#asking = false;
      });
    }
    return !this.#asking && !this.#over;
  }

  /** A seat has come or gone: the next step writes it down. */
  seatsChanged(): void {
    this.#due = 0;
  }

  /** Writes what a step changed. To be called before players are told of it: then what they know is safe. */
  step(world: Scored): void {
    const scored = this.#noteScores(world);
    if (world.tick >= this.#due && this.#writing < UNDER_WAY) this.#checkpoint(world.tick);
    else if (scored) void this.#write({ scores: Buffer.from(JSON.stringify(this.#changed)) });
  }

  /**
   * Gives the room to another process. Nothing is written here any more.
   * @returns false when it is somebody else's already
   */
  async pass(heir: Address, checkpoint: Buffer): Promise<boolean> {
    this.#over = true;
    return this.#ledger.pass(this.#of.room, this.#of.name, this.#of.epoch, checkpoint, heir);
  }

  /** Takes back a room whose heir did not want it. @returns false when it is somebody else's by now */
  async takeBack(): Promise<boolean> {
    const { room, name, epoch } = this.#of;
    try {
      const claim = await this.#ledger.claim(room, name, epoch + 1);
      if (claim.result !== "won") return false;
      log.info({ room, epoch: claim.epoch, process: this.#ledger.self.id }, "room kept");
      this.#of.epoch = claim.epoch;
    } catch (err) {
      // Redis is away. The next renewal that gets through tells whose the room is.
      log.debug({ room, err }, "room not taken back");
    }
    this.#over = false;
    return true;
  }

  /** The match has ended. */
  async release(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    await this.#ledger
      .release(this.#of.room, this.#of.epoch)
      .catch((err) => log.warn({ room: this.#of.room, err }, "lease not released: it will run out"));
  }

  #noteScores({ ships }: Scored): boolean {
    let scored = false;
    for (const { key, score } of ships.values()) {
      if (this.#scores.get(key) === score) continue;
      this.#scores.set(key, score);
      this.#changed.push([key, score]);
      scored = true;
    }
    return scored;
  }

  #checkpoint(tick: number): void {
    const started = performance.now();
    const checkpoint = this.#events.checkpoint();
    metrics.checkpointSeconds.observe((performance.now() - started) / 1000);
    this.#due = tick + EVERY;
    this.#changed = [];
    this.#writing++;
    void this.#write({ checkpoint }).finally(() => {
      this.#writing--;
    });
  }

  async #write(what: { checkpoint?: Buffer; scores?: Buffer }): Promise<void> {
    if (this.#over) return;
    const { room, name, epoch } = this.#of;
    try {
      if ((await this.#ledger.renew(room, name, epoch, what)) || this.#over) return;
    } catch (err) {
      // Redis is away. The next step tries again.
      log.debug({ room, err }, "lease not renewed");
      return;
    }
    this.#over = true;
    this.#events.onLost();
  }
}

/** Puts scores that were written after a checkpoint into the world restored from it. */
export function addScores(world: World, scores: Buffer): void {
  for (const [key, score] of JSON.parse(scores.toString()) as [string, number][]) {
    const ship = world.ships.get(key);
    if (ship !== undefined) ship.score = score;
  }
}
