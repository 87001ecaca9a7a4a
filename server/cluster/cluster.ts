/** This process as a part of the whole: what it tells of itself, how its players get seats. What operators ask is in clusterOperations.ts. */
import { subscribeIPC } from "@colyseus/core";
import type { Framework, MatchMaker } from "../framework/framework.ts";
import { listingsOf } from "../framework/peers.ts";
import type { Admission } from "../net/admission.ts";
import { LoadMeter } from "../ops/load.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { AddressCheck, CHECKED, type CheckedAddress } from "./addressCheck.ts";
import { EventStream } from "./eventStream.ts";
import type { Address } from "./ledger.ts";
import type { OwnListings, Stray } from "./listings.ts";
import type { Lobby } from "./lobby.ts";
import { LocalRooms } from "./localRooms.ts";
import { Matchmaking } from "./matchmaking.ts";
import { matchmakingHost } from "./matchmakingHost.ts";
import type { Migrations } from "./migrations.ts";
import { createOpening, redisOpening } from "./opening.ts";
import { type PeerProcesses, type Rooms, systemChance, systemClock } from "./ports.ts";
import { answerReach, ask, askThrough } from "./reach.ts";
import type { ProcessRecord, ProcessState, Registry, Self } from "./registry.ts";
import { Roster } from "./roster.ts";
import { SeatCheck } from "./seatCheck.ts";
import { watchSecrets } from "./secretWatch.ts";
import type { SharedServices } from "./sharedServices.ts";
import type { RoomLocation } from "./takeover.ts";

/** A process that does not answer what it is asked through Redis within this time is not relied on, ms. */
const HEARS = 800;
const PACKAGE_VERSION = process.env.npm_package_version ?? "0.1.0";
/** Where a process hears what operators tell it. */
export const opsChannel = (process: string): string => `ops:${process}`;

/** What operators may tell a process. */
export interface ProcessOrders {
  drain(): void;
  /** @returns false when it does not drain, or not because an operator said so */
  undrain(): boolean;
}

export interface ClusterSettings {
  self(): Address;
  /** Names of the rooms that players ask for. */
  kinds: readonly string[];
  rooms: Rooms;
  peers: PeerProcesses;
  /** Finds a room, or takes it over. */
  where(room: string): Promise<RoomLocation>;
  /** See MAX_CLIENTS_PER_PROCESS. */
  capacity: number;
  /** See `ProcessRecord`. */
  secrets: readonly string[];
  /** See CHECK_PUBLIC_ADDRESS. */
  asksPublic: boolean;
}

/** What the cluster needs of the server that it is part of. */
export interface ClusterParts {
  readonly framework: Pick<Framework, "matchMaker">;
  readonly telemetry: Telemetry;
  readonly lobby: Lobby;
  readonly admission: Admission;
  readonly migrations: Migrations;
}

export class Cluster implements Self {
  readonly localRooms: LocalRooms;
  readonly matchmaking: Matchmaking;
  readonly registry: Registry;
  readonly #settings: ClusterSettings;
  readonly #parts: ClusterParts;
  readonly #matchMaker: MatchMaker;
  readonly #own: OwnListings | undefined;
  readonly #seatCheck: SeatCheck;
  /** Absent for a process that stands alone. */
  readonly #addressCheck: AddressCheck | undefined;
  readonly #meter: LoadMeter;
  readonly people: Roster;
  /** ms since 1970. */
  readonly started = Date.now();
  #state: ProcessState | "starting" = "starting";

  constructor(settings: ClusterSettings, parts: ClusterParts, { registry, redis, own }: SharedServices) {
    this.registry = registry;
    this.#own = own;
    const { matchMaker } = parts.framework;
    const { peers } = settings;
    this.#matchMaker = matchMaker;
    this.localRooms = new LocalRooms(matchMaker, own);
    this.#settings = settings;
    this.#parts = parts;
    const { telemetry } = parts;
    const { events, log, metrics } = telemetry;
    this.#meter = new LoadMeter(
      telemetry,
      () => this.localRooms.players,
      settings.capacity,
      (seconds) => {
        for (const counter of telemetry.counters) counter.measure(seconds);
      },
    );
    if (redis !== undefined) events.store = new EventStream(redis);
    this.people = new Roster(this.localRooms, redis);
    // Its own tests of whether peers live wait 2 s for the dead; leases tell better.
    matchMaker.setHealthChecksEnabled(false);
    this.matchmaking = new Matchmaking({
      ...{ registry, log, opening: createOpening(systemChance, redis && redisOpening(redis)) },
      ...{ clock: systemClock, chance: systemChance, peers, listings: listingsOf(matchMaker) },
      host: matchmakingHost(matchMaker, settings.where),
      rooms: settings.rooms,
    });
    // In place of the framework's.
    matchMaker.controller.invokeMethod = (method, name, options, context) =>
      this.matchmaking.seat(method, name, options ?? {}, context);
    const hears = () => peers.answers(matchMaker.processId, HEARS);
    this.#seatCheck = new SeatCheck({
      ...{ clock: systemClock, log, kinds: settings.kinds },
      isUp: () => registry.up,
      whyNoSeat: (kind) => this.matchmaking.whyNoSeat(kind),
      hears,
      onChecked: (kind, isFree) => metrics.seatCheck.set({ room: kind }, isFree ? 1 : 0),
    });
    const onChecked = (address: CheckedAddress, isRight: boolean) =>
      metrics.addressCheck.set({ address }, isRight ? 1 : 0);
    for (const address of CHECKED) onChecked(address, true);
    this.#addressCheck =
      redis &&
      new AddressCheck({
        ...{ clock: systemClock, log, ask, hears, onChecked, asksPublic: settings.asksPublic },
        askThrough: (...asked) => askThrough(matchMaker, ...asked),
        self: () => ({ ...settings.self(), started: this.started }),
        processes: () => registry.processes,
      });
    metrics.redisUp.set(1);
    metrics.capacity.set(settings.capacity);
    metrics.build.set({ version: PACKAGE_VERSION }, 1);
    registry.introduce(this);
    watchSecrets(registry, settings.secrets, telemetry);
    registry.events.on("dead", (ids, rooms) => {
      metrics.swept.inc({ what: "process" }, ids.length);
      metrics.swept.inc({ what: "listing" }, rooms.length);
    });
    // What failed because Redis was away is asked again at once.
    registry.events.on("up", (up) => {
      this.#seatCheck.redisChanged();
      if (up) void this.#seatCheck.check();
    });
    registry.events.on("retired", (rooms) => metrics.swept.inc({ what: "listing" }, rooms.length));
  }

  /** To be called once the server listens. */
  async start(orders: ProcessOrders): Promise<void> {
    const { events } = this.#parts.telemetry;
    const matchMaker = this.#matchMaker;
    events.process = matchMaker.processId;
    await subscribeIPC(matchMaker.presence, opsChannel(matchMaker.processId), (order) => {
      if (order === "undrain") return orders.undrain();
      orders.drain();
      return true;
    });
    await this.#parts.lobby.join(matchMaker.presence, this.localRooms);
    await answerReach(matchMaker);
    await this.registry.start();
    await this.#addressCheck?.start(() => this.#state === "starting");
    // A signal may have come meanwhile.
    if (this.#state !== "starting") return;
    this.#state = "ready";
    // A fault that was reported, as that the process was starting, is withdrawn at once.
    await this.registry.beat();
    this.#seatCheck.start();
    events.add("process", `${matchMaker.processId} takes players, version ${PACKAGE_VERSION}`);
  }

  /** From now on no room opens here and no new player joins; other processes know within a heartbeat. */
  async cordon(): Promise<void> {
    this.#state = "draining";
    await this.registry.beat();
  }

  /** A drain was taken back. */
  async uncordon(): Promise<void> {
    this.#state = "ready";
    await this.registry.beat();
  }

  async leave(): Promise<void> {
    this.#parts.telemetry.events.add("process", `${this.id} ends`);
    this.#meter.stop();
    this.#seatCheck.stop();
    this.#addressCheck?.stop();
    await this.registry.leave();
  }

  get id(): string {
    return this.#matchMaker.processId;
  }

  /** Others that would take this process's rooms. */
  peers(): ProcessRecord[] {
    return this.registry.processes.filter(({ id, state }) => state === "ready" && id !== this.id);
  }

  /** Whether one may still come that would: it has fallen silent a moment ago, and may only be slow. */
  mayHavePeers(): boolean {
    return this.registry.mayHaveOthers;
  }

  /** @returns whether a process would answer now */
  answers(process: string): Promise<boolean> {
    return this.#settings.peers.answers(process, HEARS);
  }

  /** Whether rooms of others may move here. */
  get takesRooms(): boolean {
    return this.#state === "ready";
  }

  get isDraining(): boolean {
    return this.#state === "draining";
  }

  /** Where players reach the living processes, as far as that is known. */
  addresses(): string[] {
    return this.registry.processes.flatMap((one) => (one.public === "" ? [] : [one.public]));
  }

  /** ms over which players that follow their matches here should spread their attempts. */
  get returnWindow(): number {
    return Math.round(
      this.#parts.telemetry.entryPace.timeFor(this.localRooms.awaited, this.#meter.load.ticks),
    );
  }

  record(): ProcessRecord {
    const fault = this.#state === "starting" ? this.closedBecause() : this.#addressCheck?.failure;
    return {
      ...(fault !== undefined && { fault }),
      ...this.#settings.self(),
      pid: process.pid,
      state: this.#state === "draining" ? "draining" : "ready",
      headroom: this.#meter.headroom,
      tickP99: this.#parts.telemetry.stepTimes.percentile(0.99),
      loopLag: this.#meter.loopLag,
      rooms: this.localRooms.size,
      players: this.localRooms.players,
      keepsUp: this.#parts.admission.overloaded.size === 0,
      capacity: this.#settings.capacity,
      kinds: Object.keys(this.#matchMaker.getAllHandlers()),
      moved: this.#parts.migrations.counted,
      memory: this.#meter.resident,
      version: PACKAGE_VERSION,
      started: this.started,
      secrets: this.#settings.secrets,
    };
  }

  roster(): string {
    return JSON.stringify(this.people.here(this.id));
  }

  figures(): string {
    return JSON.stringify(this.localRooms.figures());
  }

  listings(): [string, string][] {
    return this.#own?.told() ?? [];
  }

  async retire(strays: readonly Stray[]): Promise<string[]> {
    return (await this.#own?.retire(this.id, strays)) ?? [];
  }

  closedBecause(): string | undefined {
    const fault = this.#addressCheck?.failure;
    if (this.#state !== "ready") return (this.#state === "starting" && fault) || this.#state;
    if (!this.registry.up) return "cut off from Redis";
    if (fault !== undefined) return fault;
    if (this.localRooms.players >= this.#settings.capacity) return "full";
    return this.#parts.admission.closed() ?? this.#seatCheck.failure;
  }
}
