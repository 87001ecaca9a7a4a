/**
 * The registry in Redis: each process sends a heartbeat with its record twice a second, and the answer has
 * the records of all processes. A process without a heartbeat for 2 s counts as dead.
 */
import { EventEmitter } from "node:events";
import type { Redis } from "ioredis";
import type { Telemetry } from "../ops/telemetry.ts";
import type { BeatAnswer, BeatArguments } from "./beat.ts";
import type { ProcessAddress } from "./ledger.ts";
import type { Stray } from "./listings.ts";
import { type Clock, systemClock } from "./ports.ts";
import type { ProcessRecord, Registry, RegistryEvents, Self } from "./registry.ts";
import { ROOM_LEASE } from "./roomLease.ts";

/** ms. A lease outlives three lost heartbeats: a stall of a second is no death. */
const BEAT = 500;
export const PROCESS_LEASE = 2000;
/** Time between checks for an answer, ms. */
const CHECK_EVERY = 50;
/** Listings of dead processes are swept this often, ms. */
const SWEEP = 900;
/** A process that counts as dead may only be stopped, and may return within this time, ms. */
const PAUSE = 10_000;
/**
 * Another process is remembered for this long, ms: as long as it may own a match whose record Redis has lost.
 */
const PEER_MEMORY = ROOM_LEASE.kept;
/**
 * Heartbeats in a row that must fail before Redis counts as unreachable: before that, the machine may only be
 * busy. A broken connection counts at once.
 */
const MISSES = PROCESS_LEASE / BEAT;

/** The heartbeat in Redis. Rejects when Redis does not answer. */
export interface RegistryStore {
  beat(args: BeatArguments): Promise<BeatAnswer>;
  leave(id: string): Promise<void>;
}

/** The connection to Redis that a registry watches. */
export interface Link {
  onDown(callback: () => void): void;
  onUp(callback: () => void): void;
  /** Sends a ping, so that a dead connection is noticed and replaced. */
  probe(): void;
}

/** @param subscriber probed too */
export const redisLink = (redis: Redis, subscriber: Redis): Link => ({
  onDown: (callback) => void redis.on("close", callback),
  onUp: (callback) => void redis.on("ready", callback),
  probe: () => void subscriber.ping().catch(() => {}),
});

type RegistryTelemetry = Pick<Telemetry, "events" | "log" | "metrics">;

export class RedisRegistry implements Registry {
  processes: ProcessRecord[] = [];
  up = true;
  silent = 0;
  readonly events = new EventEmitter<RegistryEvents>();
  readonly #store: RegistryStore;
  readonly #link: Link;
  readonly #telemetry: RegistryTelemetry;
  readonly #clock: Clock;
  /** By id: the address, and when it was last on the list, ms. */
  readonly #recentPeers = new Map<string, { at: ProcessAddress; listedAt: number }>();
  #self: Self | undefined;
  #stop: (() => void) | undefined;
  #misses = 0;
  /** As of the last answer, Redis may not know all processes yet: it is new, or has just lost its data. */
  #isRedisNew = false;
  #startedAt = 0;
  /** When a beat was last answered, ms. */
  #answeredAt = Number.NEGATIVE_INFINITY;
  /** Number of beats sent. */
  #sent = 0;
  /** Number of the latest beat that was answered. */
  #answered = 0;

  constructor(store: RegistryStore, link: Link, telemetry: RegistryTelemetry, clock: Clock = systemClock) {
    this.#store = store;
    this.#link = link;
    this.#telemetry = telemetry;
    this.#clock = clock;
    link.onDown(() => this.#setUp(false));
    // At once, because Redis may have lost its data.
    link.onUp(() => void this.beat());
  }

  get recentPeers(): ProcessAddress[] {
    return [...this.#recentPeers.values()].map(({ at }) => at);
  }

  get olderProcesses(): ProcessRecord[] {
    const self = this.#self?.record();
    if (self === undefined || this.#clock.now() - this.#startedAt > PEER_MEMORY) return [];
    return this.processes
      .filter(({ id, started }) => id !== self.id && started < self.started)
      .sort((a, b) => a.started - b.started);
  }

  get mayHaveOthers(): boolean {
    const now = this.#clock.now();
    return this.silent > 0 || this.#isRedisNew || (this.up && now - this.#answeredAt > PROCESS_LEASE);
  }

  introduce(self: Self): void {
    this.#self = self;
  }

  async start(): Promise<void> {
    this.#startedAt = this.#clock.now();
    this.#stop = this.#clock.every(BEAT, () => void this.beat());
    await this.beat();
  }

  async beat(): Promise<void> {
    if (this.#self === undefined || this.#stop === undefined) return;
    const record = this.#self.record();
    // The process itself sees its new record at once; the others see it after the heartbeat.
    this.processes = this.processes.map((one) => (one.id === record.id ? record : one));
    this.#link.probe();
    const { events, log, metrics } = this.#telemetry;
    const number = ++this.#sent;
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
      this.#answeredAt = this.#clock.now();
      this.#answered = Math.max(this.#answered, number);
      this.#notePeers(record.id);
      this.#isRedisNew = isNew > 0;
      for (const state of ["ready", "draining"] as const)
        metrics.processes.set({ state }, this.processes.filter((one) => one.state === state).length);
      this.#setUp(true);
      this.events.emit("answered", this.processes);
      if (dead.length > 0) log.warn({ processes: dead }, "processes have died");
      for (const one of dead) events.add("process", `${one} has died`);
      metrics.swept.inc({ what: "process" }, dead.length);
      metrics.swept.inc({ what: "listing" }, swept.length);
      if (dead.length > 0) this.events.emit("dead", dead);
      if (strays.length > 0) await this.#retire(strays);
    } catch (error) {
      if (this.#self !== undefined && ++this.#misses >= MISSES) this.#setUp(false, error);
    }
  }

  async announce(): Promise<void> {
    const number = this.#sent + 1;
    await this.beat();
    // Later beats are sent by themselves: one is answered, or Redis counts as away.
    while (this.#sent >= number && this.#answered < number && this.up && this.#self !== undefined)
      await this.#clock.wait(CHECK_EVERY);
  }

  #notePeers(self: string): void {
    const now = this.#answeredAt;
    for (const at of this.processes) if (at.id !== self) this.#recentPeers.set(at.id, { at, listedAt: now });
    for (const [id, one] of this.#recentPeers)
      if (now - one.listedAt > PEER_MEMORY) this.#recentPeers.delete(id);
  }

  async #retire(strays: readonly Stray[]): Promise<void> {
    const rooms = (await this.#self?.retire(strays)) ?? [];
    if (rooms.length === 0) return;
    const { log, metrics } = this.#telemetry;
    log.warn({ rooms }, "stale listings of this process removed");
    metrics.swept.inc({ what: "listing" }, rooms.length);
  }

  /** Sends no more heartbeats: to the others this process dies. */
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
    else log.warn({ err }, "Redis is unreachable: matches continue, new players are refused");
    events.add("redis", up ? "Redis is back" : "Redis is unreachable: new players are refused");
    this.events.emit("up", up);
  }
}
