/**
 * The registry of processes: each sends a heartbeat with its figures twice a second, and gets those of the others in the answer.
 * A process without a heartbeat for 2 s counts as dead.
 */
import { EventEmitter } from "node:events";
import type { Redis } from "ioredis";
import type { Telemetry } from "../ops/telemetry.ts";
import type { BeatAnswer, BeatArguments } from "./beat.ts";
import type { Address } from "./ledger.ts";
import type { Stray } from "./listings.ts";
import type { MigrationCounts } from "./migrations.ts";
import { type Clock, systemClock } from "./ports.ts";

/** ms. A lease outlives three lost heartbeats: a stall of a second is no death. */
export const BEAT = 500;
export const PROCESS_LEASE = 2000;
/** Listings of dead processes are swept this often, ms. */
const SWEEP = 900;
/** A process that counts as dead may only have been stopped, and may return within this time, ms. */
export const PAUSE = 10_000;
/** Beats that may fail before Redis counts as away; a broken connection counts at once. */
const MISSES = 2;

export type ProcessState = "ready" | "draining";

/** The record of a process, sent with each heartbeat. */
export interface ProcessRecord extends Address {
  /** Of the operating system. */
  pid: number;
  state: ProcessState;
  /** Share of its capacity that is free, 0…1: the scarcest of time, lag, memory and seats. */
  headroom: number;
  /** 99th percentile of a step in the last seconds, ms. */
  tickP99: number;
  /** 99th percentile of what timers were late, ms. */
  loopLag: number;
  rooms: number;
  players: number;
  /** Its rooms keep up with their ticks; else it takes no new player. */
  keepsUp: boolean;
  /** Players it takes at most. */
  capacity: number;
  /** Names of the rooms that it opens; absent: it is of an older version, and does not say. */
  kinds?: readonly string[];
  moved: MigrationCounts;
  /** Resident, bytes. */
  memory: number;
  version: string;
  /** ms since 1970. */
  started: number;
  /** Fingerprints of what signs, and of what else is believed; see `fitOf` in shared/operators.ts. */
  secrets: readonly string[];
  /** Why no client is sent to it: see addressCheck.ts. Absent: nothing is wrong. */
  fault?: string;
}

/** What the registry reads of its own process. */
export interface Self {
  record(): ProcessRecord;
  /** Its players, as JSON; see roster.ts. */
  roster(): string;
  /** How its rooms do, by id, as JSON. */
  figures(): string;
  /** Of own rooms: id and listing as JSON. */
  listings(): [string, string][];
  /** Retires listings under the name of this process that are not its own. @returns rooms whose listing is gone */
  retire(strays: readonly Stray[]): Promise<string[]>;
}

export interface RegistryEvents {
  /** Redis is there, or away. */
  up: [up: boolean];
  /** A heartbeat was answered, with all living processes, this one included. */
  heard: [processes: readonly ProcessRecord[]];
  /** This process was the one to notice that others have died; `rooms` were listed as theirs. */
  dead: [ids: string[], rooms: string[]];
  /** Rooms were listed as this process's, and are no more: it had ended them, or passed them on. */
  retired: [rooms: string[]];
}

export interface Registry {
  /** All living processes, this one included, as of the last heartbeat. */
  readonly processes: readonly ProcessRecord[];
  /** False while Redis is away. */
  readonly up: boolean;
  /** Processes that have fallen silent without a goodbye, but may only be slow: see PAUSE. */
  readonly silent: number;
  /**
   * Whether another process may be there, although none is known now: one has fallen silent, Redis has lost its data a moment ago
   * and others have not spoken since, or this process was stopped and has not received an answer yet.
   */
  readonly mayHaveOthers: boolean;
  readonly events: EventEmitter<RegistryEvents>;
  /** Sets the process that the heartbeats describe. */
  introduce(self: Self): void;
  /** Begins to tell the others. */
  start(): Promise<void>;
  /** Says at once what would be said with the next beat. Never rejects. */
  beat(): Promise<void>;
  /** Takes itself off the list. Never rejects. */
  leave(): Promise<void>;
}

/** What all processes share of each other. Rejects when Redis does not answer. */
export interface RegistryStore {
  beat(told: BeatArguments): Promise<BeatAnswer>;
  leave(id: string): Promise<void>;
}

/** The connection to Redis that a registry watches. */
export interface Link {
  onDown(callback: () => void): void;
  onUp(callback: () => void): void;
  /** Asks for a sign of life, so that a connection that died without a word is made anew. */
  probe(): void;
}

/** @param subscriber probed too */
export const redisLink = (redis: Redis, subscriber: Redis): Link => ({
  onDown: (callback) => void redis.on("close", callback),
  onUp: (callback) => void redis.on("ready", callback),
  probe: () => void subscriber.ping().catch(() => {}),
});

/** What a process that stands alone says of itself may be this old, ms: it is asked at every join, and counts a lot for it. */
const SAID_AGO = 100;

/** For a process that stands alone: it knows itself. */
export class StandaloneRegistry implements Registry {
  readonly up = true;
  readonly silent = 0;
  readonly mayHaveOthers = false;
  readonly events = new EventEmitter<RegistryEvents>();
  #self: Self | undefined;
  #said: ProcessRecord[] = [];
  #saidAt = Number.NEGATIVE_INFINITY;

  get processes(): ProcessRecord[] {
    if (performance.now() - this.#saidAt > SAID_AGO) this.#say();
    return this.#said;
  }

  introduce(self: Self): void {
    this.#self = self;
  }

  async start(): Promise<void> {
    this.#say();
  }

  async beat(): Promise<void> {
    this.#say();
  }

  async leave(): Promise<void> {}

  #say(): void {
    this.#said = this.#self === undefined ? [] : [this.#self.record()];
    this.#saidAt = performance.now();
  }
}

type Told = Pick<Telemetry, "events" | "log" | "metrics">;

export class RedisRegistry implements Registry {
  processes: ProcessRecord[] = [];
  up = true;
  silent = 0;
  readonly events = new EventEmitter<RegistryEvents>();
  readonly #store: RegistryStore;
  readonly #link: Link;
  readonly #telemetry: Told;
  readonly #clock: Clock;
  #self: Self | undefined;
  #stop: (() => void) | undefined;
  #misses = 0;
  /** As of the last answer, Redis may not know all processes yet: it is new, or has just lost its data. */
  #isRedisNew = false;
  /** When a beat was last answered, ms. */
  #heardAt = Number.NEGATIVE_INFINITY;

  constructor(store: RegistryStore, link: Link, telemetry: Told, clock: Clock = systemClock) {
    this.#store = store;
    this.#link = link;
    this.#telemetry = telemetry;
    this.#clock = clock;
    link.onDown(() => this.#setUp(false));
    // What Redis may have lost is told at once.
    link.onUp(() => void this.beat());
  }

  get mayHaveOthers(): boolean {
    const now = this.#clock.now();
    return this.silent > 0 || this.#isRedisNew || (this.up && now - this.#heardAt > PROCESS_LEASE);
  }

  introduce(self: Self): void {
    this.#self = self;
  }

  async start(): Promise<void> {
    this.#stop = this.#clock.every(BEAT, () => void this.beat());
    await this.beat();
  }

  async beat(): Promise<void> {
    if (this.#self === undefined || this.#stop === undefined) return;
    const record = this.#self.record();
    // Of itself a process knows at once, as that it drains, what others learn when Redis has heard it.
    this.processes = this.processes.map((one) => (one.id === record.id ? record : one));
    this.#link.probe();
    const { events, log, metrics } = this.#telemetry;
    try {
      const [processes, dead, swept, strays, silent, isNew] = await this.#store.beat({
        id: record.id,
        record,
        roster: this.#self.roster(),
        ttlMs: PROCESS_LEASE,
        sweepMs: SWEEP,
        figures: this.#self.figures(),
        pauseMs: PAUSE,
        rooms: this.#self.listings(),
      });
      this.#misses = 0;
      this.silent = silent;
      this.processes = processes;
      this.#heardAt = this.#clock.now();
      this.#isRedisNew = isNew > 0;
      for (const state of ["ready", "draining"] as const)
        metrics.processes.set({ state }, this.processes.filter((one) => one.state === state).length);
      this.#setUp(true);
      this.events.emit("heard", this.processes);
      if (dead.length > 0) log.warn({ processes: dead }, "processes have died");
      for (const one of dead) events.add("process", `${one} has died`);
      if (dead.length + swept.length > 0) this.events.emit("dead", dead, swept);
      if (strays.length > 0) await this.#retire(strays);
    } catch (error) {
      if (this.#self !== undefined && ++this.#misses >= MISSES) this.#setUp(false, error);
    }
  }

  async #retire(strays: readonly Stray[]): Promise<void> {
    const rooms = (await this.#self?.retire(strays)) ?? [];
    if (rooms.length === 0) return;
    this.#telemetry.log.warn({ rooms }, "stale listings of this process removed");
    this.events.emit("retired", rooms);
  }

  /** Says nothing more: to the others this process dies. */
  silence(): void {
    this.#stop?.();
    this.#self = undefined;
  }

  async leave(): Promise<void> {
    const id = this.#self?.record().id;
    this.silence();
    if (id !== undefined) await this.#store.leave(id).catch(() => {});
  }

  #setUp(up: boolean, err?: unknown): void {
    const { events, log, metrics } = this.#telemetry;
    metrics.redisUp.set(up ? 1 : 0);
    if (up === this.up || this.#self === undefined) return;
    this.up = up;
    if (up) log.info("Redis is back");
    else log.warn({ err }, "Redis is away: play goes on, nobody new gets in");
    events.add("redis", up ? "Redis is back" : "Redis is away: nobody new gets in");
    this.events.emit("up", up);
  }
}
