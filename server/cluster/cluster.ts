/**
 * This process as a member of the cluster: it starts, takes players, drains and leaves. Connects the
 * registry, matchmaking, the report that each heartbeat carries, and the checks that the process makes of
 * itself.
 */
import { subscribeIPC } from "@colyseus/core";
import type { Framework, MatchMaker } from "../framework/framework.ts";
import type { Admission } from "../net/admission.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { createMatchmaking } from "./createMatchmaking.ts";
import { EventStream } from "./eventStream.ts";
import type { ProcessAddress } from "./ledger.ts";
import type { Lobby } from "./lobby.ts";
import { LocalRooms } from "./localRooms.ts";
import type { Matchmaking } from "./matchmaking.ts";
import type { Migrations } from "./migrations.ts";
import type { PartyStore } from "./parties.ts";
import { PartyKeeper } from "./partyKeeper.ts";
import { type PeerProcesses, type Rooms, systemClock } from "./ports.ts";
import type { ProcessRecord, ProcessState, Registry } from "./registry.ts";
import { Roster } from "./roster.ts";
import { SelfChecks } from "./selfChecks.ts";
import { PACKAGE_VERSION, SelfReport } from "./selfReport.ts";
import { watchSecrets } from "./sessionSecrets.ts";
import type { SharedServices } from "./sharedServices.ts";
import type { RoomLocation } from "./takeover.ts";

/** Timeout for a request through Redis that asks a process whether it answers, ms. */
const ANSWER = 800;
/** The channel on which a process receives orders of operators. */
export const opsChannel = (process: string): string => `ops:${process}`;

/** The orders of operators to a process. */
export interface ProcessOrders {
  drain(): void;
  /** @returns false when it does not drain, or drains for another reason than an order */
  undrain(): boolean;
}

export interface ClusterSettings {
  self(): ProcessAddress;
  /** Names of the rooms that players ask for. */
  kinds: readonly string[];
  rooms: Rooms;
  peers: PeerProcesses;
  parties: PartyStore;
  /** Finds a room, or takes it over. */
  where(room: string): Promise<RoomLocation>;
  /** See MAX_CLIENTS_PER_PROCESS. */
  capacity: number;
  /** See `ProcessRecord`. */
  secrets: readonly string[];
  /** See CHECK_PUBLIC_ADDRESS. */
  checksPublicAddress: boolean;
}

/** What the cluster needs of the server that it is part of. */
export interface ClusterParts {
  readonly framework: Pick<Framework, "matchMaker">;
  readonly telemetry: Telemetry;
  readonly lobby: Lobby;
  readonly admission: Admission;
  readonly migrations: Migrations;
}

export class Cluster {
  readonly localRooms: LocalRooms;
  readonly matchmaking: Matchmaking;
  readonly registry: Registry;
  readonly partyKeeper: PartyKeeper;
  readonly #settings: ClusterSettings;
  readonly #parts: ClusterParts;
  readonly #matchMaker: MatchMaker;
  readonly #checks: SelfChecks;
  readonly #report: SelfReport;
  readonly people: Roster;
  /** ms since 1970. */
  readonly started = Date.now();
  #state: ProcessState | "starting" = "starting";

  constructor(settings: ClusterSettings, parts: ClusterParts, { registry, redis, own }: SharedServices) {
    this.registry = registry;
    const { matchMaker } = parts.framework;
    const { peers } = settings;
    this.#matchMaker = matchMaker;
    this.localRooms = new LocalRooms(matchMaker, own);
    this.#settings = settings;
    this.#parts = parts;
    const { telemetry } = parts;
    const { events, log, metrics } = telemetry;
    if (redis !== undefined) events.store = new EventStream(redis);
    this.people = new Roster(this.localRooms, redis);
    this.matchmaking = createMatchmaking(matchMaker, {
      ...{ registry, log, redis, peers, rooms: settings.rooms },
      ...{ parties: settings.parties, where: settings.where },
    });
    this.partyKeeper = new PartyKeeper(settings.parties, () => this.localRooms, systemClock, log);
    this.#checks = new SelfChecks(matchMaker, {
      ...{ registry, telemetry, kinds: settings.kinds, checksPublicAddress: settings.checksPublicAddress },
      standsAlone: redis === undefined,
      whyNoSeat: (kind) => this.matchmaking.whyNoSeat(kind),
      receivesRequests: () => this.answers(this.id),
      self: () => ({ ...settings.self(), started: this.started }),
    });
    this.#report = new SelfReport({
      ...{ matchMaker, telemetry, admission: parts.admission, migrations: parts.migrations },
      ...{ localRooms: this.localRooms, people: this.people, listings: own, started: this.started },
      ...{ capacity: settings.capacity, secrets: settings.secrets },
      address: () => settings.self(),
      state: () => (this.isDraining ? "draining" : "ready"),
      fault: () => (this.#state === "starting" ? this.closedBecause() : this.#checks.addressFault),
    });
    metrics.redisUp.set(1);
    metrics.capacity.set(settings.capacity);
    metrics.build.set({ version: PACKAGE_VERSION }, 1);
    registry.introduce(this.#report);
    watchSecrets(registry, settings.secrets, telemetry);
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
    const { lobby } = this.#parts;
    await lobby.join(matchMaker.presence, this.localRooms);
    this.registry.events.on("up", (up) => up && void lobby.mutes.share(matchMaker.presence));
    await this.#checks.answer();
    this.partyKeeper.start();
    await this.registry.start();
    await this.#checks.startAddresses(() => this.#state === "starting");
    // A signal may have ended the start meanwhile.
    if (this.#state !== "starting") return;
    this.#state = "ready";
    // The heartbeat withdraws at once the report that the process is starting.
    await this.registry.beat();
    this.#checks.startSeats();
    events.add("process", `${matchMaker.processId} accepts players, version ${PACKAGE_VERSION}`);
  }

  /**
   * From now on no room opens here and no new player joins. Resolves when the other processes can know that.
   */
  async cordon(): Promise<void> {
    this.#state = "draining";
    await this.registry.announce();
  }

  /** A drain was cancelled. */
  async uncordon(): Promise<void> {
    this.#state = "ready";
    await this.registry.beat();
  }

  async leave(): Promise<void> {
    this.#parts.telemetry.events.add("process", `${this.id} ends`);
    this.#report.meter.stop();
    this.#checks.stop();
    this.partyKeeper.stop();
    await this.registry.leave();
  }

  get id(): string {
    return this.#matchMaker.processId;
  }

  /** Other processes that take rooms. */
  peers(): ProcessRecord[] {
    return this.registry.processes.filter(({ id, state }) => state === "ready" && id !== this.id);
  }

  /** Whether there may be such a process although none is known: see `Registry.mayHaveOthers`. */
  mayHavePeers(): boolean {
    return this.registry.mayHaveOthers;
  }

  /** @returns whether a process answers now */
  answers(process: string): Promise<boolean> {
    return this.#settings.peers.answers(process, ANSWER);
  }

  /** Whether rooms of other processes may move here. */
  get takesRooms(): boolean {
    return this.#state === "ready";
  }

  get isDraining(): boolean {
    return this.#state === "draining";
  }

  /** Addresses for players of the living processes that have one. */
  addresses(): string[] {
    return this.registry.processes.flatMap((one) => (one.public === "" ? [] : [one.public]));
  }

  /** ms over which players that follow their matches here should spread their attempts. */
  get returnWindow(): number {
    return Math.round(
      this.#parts.telemetry.entryPace.timeFor(this.localRooms.awaited, this.#report.meter.load.ticks),
    );
  }

  /** Why this process takes no new players now; undefined: it does. */
  closedBecause(): string | undefined {
    const fault = this.#checks.addressFault;
    if (this.#state !== "ready") return (this.#state === "starting" && fault) || this.#state;
    if (!this.registry.up) return "cut off from Redis";
    if (fault !== undefined) return fault;
    if (this.localRooms.players >= this.#settings.capacity) return "full";
    return this.#parts.admission.closed() ?? this.#checks.seatFault;
  }
}
