/**
 * The registry of processes: which processes live, with their figures. With Redis they exchange heartbeats
 * (redisRegistry.ts); the registry of a process without Redis contains that process alone.
 */
import { EventEmitter } from "node:events";
import type { ProcessAddress } from "./ledger.ts";
import type { Stray } from "./listings.ts";
import type { MigrationCounts } from "./migrations.ts";

export type ProcessState = "ready" | "draining";

/** The record of a process, sent with each heartbeat. */
export interface ProcessRecord extends ProcessAddress {
  /** Of the operating system. */
  pid: number;
  state: ProcessState;
  /** Share of its capacity that is free, 0…1: the scarcest of time, lag, memory and seats. */
  headroom: number;
  /** 99th percentile of a step in the last seconds, ms. */
  tickP99: number;
  /** 99th percentile of the delay of timers, ms. */
  loopLag: number;
  rooms: number;
  players: number;
  /** Its rooms keep up with their ticks; else it takes no new player. */
  keepsUp: boolean;
  /** Players it takes at most. */
  capacity: number;
  /** Names of the rooms that it opens; absent in records of older versions. */
  kinds?: readonly string[];
  moved: MigrationCounts;
  /** Resident, bytes. */
  memory: number;
  version: string;
  /** ms since 1970. */
  started: number;
  /**
   * Fingerprints of the secret that signs, and of the others that verify; see `fitOf` in shared/operators.ts.
   */
  secrets: readonly string[];
  /** Why no client is sent to it: see addressCheck.ts. Absent: nothing is wrong. */
  fault?: string;
}

/** What the registry reads of its own process. */
export interface Self {
  record(): ProcessRecord;
  /** Its players, as JSON; see roster.ts. */
  roster(): string;
  /** Figures of its rooms, by id, as JSON. */
  figures(): string;
  /** Of own rooms: id and listing as JSON. */
  listings(): [string, string][];
  /**
   * Removes listings under the id of this process that are not its own.
   * @returns rooms whose listing was removed
   */
  retire(strays: readonly Stray[]): Promise<string[]>;
}

export interface RegistryEvents {
  /** Redis came back, or was lost. */
  up: [up: boolean];
  /** A heartbeat was answered, with all living processes, this one included. */
  answered: [processes: readonly ProcessRecord[]];
  /** This process was the first to notice that others have died. */
  dead: [ids: string[]];
}

export interface Registry {
  /** All living processes, this one included, as of the last heartbeat. */
  readonly processes: readonly ProcessRecord[];
  /**
   * Other processes that were on that list lately: a process that left the list may live, cut off from Redis.
   */
  readonly recentPeers: readonly ProcessAddress[];
  /**
   * Living processes that have run for longer than this one, the oldest first: they may know processes that
   * this one does not. Empty once this process has run for long enough to know all.
   */
  readonly olderProcesses: readonly ProcessRecord[];
  /** False while Redis is away. */
  readonly up: boolean;
  /**
   * Number of processes that stopped sending heartbeats without leaving, and may only be slow: see PAUSE in
   * redisRegistry.ts.
   */
  readonly silent: number;
  /**
   * Whether there may be another process although none is known: one stopped sending heartbeats lately, Redis
   * has just lost its data and others may not have sent a heartbeat since, or this process was stopped and
   * has received no answer yet.
   */
  readonly mayHaveOthers: boolean;
  readonly events: EventEmitter<RegistryEvents>;
  /** Sets the process that the heartbeats describe. */
  introduce(self: Self): void;
  /** Begins to send heartbeats. */
  start(): Promise<void>;
  /** Sends a heartbeat at once. Never rejects. */
  beat(): Promise<void>;
  /**
   * Sends a heartbeat at once, and resolves once it or a later one is answered: this process then knows the
   * others, and they can know its record. Also resolves when Redis counts as away, or when no heartbeats are
   * sent. Never rejects.
   */
  announce(): Promise<void>;
  /** Takes itself off the list. Never rejects. */
  leave(): Promise<void>;
}

/**
 * Greatest age of the record of a process without Redis, ms. Each join reads the record, and to make it all
 * players are counted.
 */
const RECORD_AGE = 100;

/** The registry of a process without Redis. */
export class StandaloneRegistry implements Registry {
  readonly recentPeers = [];
  readonly olderProcesses = [];
  readonly up = true;
  readonly silent = 0;
  readonly mayHaveOthers = false;
  readonly events = new EventEmitter<RegistryEvents>();
  #self: Self | undefined;
  #records: ProcessRecord[] = [];
  #recordedAt = Number.NEGATIVE_INFINITY;

  get processes(): ProcessRecord[] {
    if (performance.now() - this.#recordedAt > RECORD_AGE) this.#record();
    return this.#records;
  }

  introduce(self: Self): void {
    this.#self = self;
  }

  async start(): Promise<void> {
    this.#record();
  }

  async beat(): Promise<void> {
    this.#record();
  }

  async announce(): Promise<void> {
    this.#record();
  }

  async leave(): Promise<void> {}

  #record(): void {
    this.#records = this.#self === undefined ? [] : [this.#self.record()];
    this.#recordedAt = performance.now();
  }
}
