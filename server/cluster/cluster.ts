/** This process as a part of the whole: what it tells of itself, how its players get seats, what operators may ask of it. */
import { matchMaker, requestFromIPC, subscribeIPC } from "@colyseus/core";
import { admission } from "../net/admission.ts";
import { LoadMeter, stepTimes } from "../ops/load.ts";
import { metrics } from "../ops/metrics.ts";
import type { Operations, PlayerStatus, RoomStatus, Status } from "../ops/operations.ts";
import type { Address } from "./ledger.ts";
import { joinLobby } from "./lobby.ts";
import { type Hosted, LocalRooms } from "./localRooms.ts";
import { Matchmaking } from "./matchmaking.ts";
import { moved } from "./moves.ts";
import { createOpening } from "./opening.ts";
import type { ProcessRecord, ProcessState, Registry, Self } from "./registry.ts";
import { Roster } from "./roster.ts";
import type { Shared } from "./shared.ts";

/** A process is given this long to say that it has heard an operator, ms. */
const ANSWER = 1000;
const VERSION = process.env.npm_package_version ?? "0.1.0";
const opsChannel = (process: string): string => `ops:${process}`;

export interface ClusterSettings {
  self(): Address;
  /** See MAX_CLIENTS_PER_PROCESS. */
  capacity: number;
}

export class Cluster implements Operations, Self {
  readonly localRooms = new LocalRooms();
  readonly registry: Registry;
  readonly #settings: ClusterSettings;
  readonly #meter: LoadMeter;
  readonly #roster: Roster;
  /** ms since 1970. */
  readonly started = Date.now();
  #state: ProcessState | "starting" = "starting";

  constructor(settings: ClusterSettings, { registry, redis }: Shared) {
    this.registry = registry;
    this.#settings = settings;
    this.#meter = new LoadMeter(() => this.localRooms.players, settings.capacity);
    this.#roster = new Roster(this.localRooms, redis);
    // Its own tests of whether peers live wait 2 s for the dead; leases tell better.
    matchMaker.setHealthChecksEnabled(false);
    new Matchmaking(registry, createOpening(redis)).install();
    metrics.redisUp.set(1);
    registry.introduce(this);
    registry.events.on("dead", (ids, rooms) => {
      metrics.swept.inc({ what: "process" }, ids.length);
      metrics.swept.inc({ what: "listing" }, rooms.length);
    });
  }

  /**
   * To be called once the server listens.
   * @param onDrain an operator has asked for it
   */
  async start(onDrain: () => void): Promise<void> {
    await subscribeIPC(matchMaker.presence, opsChannel(matchMaker.processId), () => {
      onDrain();
      return true;
    });
    await joinLobby(matchMaker.presence, this.localRooms);
    this.#state = "ready";
    await this.registry.start();
  }

  /** From now on no room opens here and nobody new comes in; the others know within a beat. */
  async cordon(): Promise<void> {
    this.#state = "draining";
    await this.registry.beat();
  }

  async leave(): Promise<void> {
    this.#meter.stop();
    await this.registry.leave();
  }

  /** Others that would take this process's rooms. */
  peers(): ProcessRecord[] {
    return this.registry.processes.filter(
      ({ id, state }) => state === "ready" && id !== matchMaker.processId,
    );
  }

  /** Whether rooms of others may move here. */
  get takesRooms(): boolean {
    return this.#state === "ready";
  }

  /** Where players reach the living processes, as far as that is known. */
  addresses(): string[] {
    return this.registry.processes.flatMap((one) => (one.public === "" ? [] : [one.public]));
  }

  record(): ProcessRecord {
    return {
      ...this.#settings.self(),
      pid: process.pid,
      state: this.#state === "draining" ? "draining" : "ready",
      headroom: this.#meter.headroom,
      tickP99: stepTimes.p99(),
      loopLag: this.#meter.loopLag,
      rooms: this.localRooms.size,
      players: this.localRooms.players,
      keepsUp: admission.overloaded.size === 0,
      capacity: this.#settings.capacity,
      moved,
      memory: process.memoryUsage.rss(),
      version: VERSION,
      started: this.started,
    };
  }

  roster(): string {
    return JSON.stringify(this.#roster.here(matchMaker.processId));
  }

  listings(): [string, string][] {
    return this.localRooms.listings();
  }

  closedBecause(): string | undefined {
    if (this.#state !== "ready") return this.#state;
    if (!this.registry.up) return "cut off from Redis";
    return this.localRooms.players >= this.#settings.capacity ? "full" : admission.closed();
  }

  async rooms(): Promise<RoomStatus[]> {
    const alive = new Set(this.registry.processes.map(({ id }) => id));
    const rooms = await matchMaker.query({ private: false, unlisted: false });
    return rooms
      .filter(({ processId }) => alive.has(processId))
      .map(({ roomId: id, name, processId: process, clients: players, maxClients: capacity, locked }) => {
        return { id, name, process, players, capacity, locked: locked === true };
      });
  }

  async players(): Promise<PlayerStatus[]> {
    return await this.#roster.everywhere(matchMaker.processId);
  }

  async status(): Promise<Status> {
    const { up: redis, processes } = this.registry;
    const [rooms, players] = await Promise.all([this.rooms(), this.players()]);
    return { process: matchMaker.processId, redis, processes, rooms, players };
  }

  async drain(process: string): Promise<boolean> {
    try {
      return await requestFromIPC<boolean>(matchMaker.presence, opsChannel(process), "drain", [], ANSWER);
    } catch {
      return false;
    }
  }

  async kick(session: string): Promise<boolean> {
    const player = (await this.players()).find((one) => one.session === session);
    if (player === undefined) return false;
    const kick = "kick" satisfies keyof Hosted as keyof Hosted;
    return (await matchMaker.remoteRoomCall<Hosted>(player.room, kick, [session], ANSWER)) === true;
  }
}
