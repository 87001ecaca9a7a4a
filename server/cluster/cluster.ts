/** This process as a part of the whole: what it tells of itself, how its players get seats, what operators may ask of it. */
import { matchMaker, requestFromIPC, subscribeIPC } from "@colyseus/core";
import type { Redis } from "ioredis";
import { admission } from "../net/admission.ts";
import { events } from "../ops/events.ts";
import { LoadMeter, stepTimes } from "../ops/load.ts";
import { onErrorLine } from "../ops/log.ts";
import { metrics } from "../ops/metrics.ts";
import type {
  Operations,
  PlayerFigures,
  PlayerStatus,
  RoomFigures,
  RoomStatus,
  Snapshot,
  Status,
  WatchedRoom,
} from "../ops/operations.ts";
import { RoomCounter } from "../ops/roomFigures.ts";
import { FIGURES } from "./beat.ts";
import { EventStream } from "./eventStream.ts";
import type { Address } from "./ledger.ts";
import { joinLobby, noticeToAll } from "./lobby.ts";
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

/** What operators may tell a process. */
export interface Orders {
  drain(): void;
  /** @returns false when it does not drain, or not because an operator said so */
  undrain(): boolean;
}

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
  readonly #redis: Redis | undefined;
  /** ms since 1970. */
  readonly started = Date.now();
  #state: ProcessState | "starting" = "starting";

  constructor(settings: ClusterSettings, { registry, redis }: Shared) {
    this.registry = registry;
    this.#settings = settings;
    this.#redis = redis;
    this.#meter = new LoadMeter(
      () => this.localRooms.players,
      settings.capacity,
      (seconds) => {
        for (const counter of RoomCounter.all) counter.measure(seconds);
      },
    );
    if (redis !== undefined) events.store = new EventStream(redis);
    onErrorLine((text) => events.add("error", text));
    this.#roster = new Roster(this.localRooms, redis);
    // Its own tests of whether peers live wait 2 s for the dead; leases tell better.
    matchMaker.setHealthChecksEnabled(false);
    new Matchmaking(registry, createOpening(redis)).install();
    metrics.redisUp.set(1);
    metrics.capacity.set(settings.capacity);
    metrics.build.set({ version: VERSION }, 1);
    registry.introduce(this);
    registry.events.on("dead", (ids, rooms) => {
      metrics.swept.inc({ what: "process" }, ids.length);
      metrics.swept.inc({ what: "listing" }, rooms.length);
    });
  }

  /** To be called once the server listens. */
  async start(orders: Orders): Promise<void> {
    events.process = matchMaker.processId;
    await subscribeIPC(matchMaker.presence, opsChannel(matchMaker.processId), (order) => {
      if (order === "undrain") return orders.undrain();
      orders.drain();
      return true;
    });
    await joinLobby(matchMaker.presence, this.localRooms);
    this.#state = "ready";
    await this.registry.start();
    events.add("process", `${matchMaker.processId} takes players, version ${VERSION}`);
  }

  /** From now on no room opens here and nobody new comes in; the others know within a beat. */
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
    events.add("process", `${matchMaker.processId} ends`);
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
      tickP99: stepTimes.percentile(0.99),
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

  figures(): string {
    return JSON.stringify(this.localRooms.figures());
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
    const [rooms, figures, players] = await Promise.all([this.rooms(), this.#figures(), this.players()]);
    return { process: matchMaker.processId, redis, processes, rooms: withFigures(rooms, figures), players };
  }

  async snapshot(): Promise<Snapshot> {
    const { processes } = this.registry;
    const told = { at: Date.now(), process: matchMaker.processId, processes };
    try {
      const [rooms, figures] = await Promise.all([this.rooms(), this.#figures()]);
      return { ...told, redis: this.registry.up, rooms: withFigures(rooms, figures) };
    } catch {
      return { ...told, redis: false, rooms: withFigures(this.#roomsHere(), this.localRooms.figures()) };
    }
  }

  async playersOf(room: string): Promise<PlayerFigures[] | undefined> {
    return await this.#ask(room, "watch", []);
  }

  drain(process: string): Promise<boolean> {
    return this.#order(process, "drain");
  }

  undrain(process: string): Promise<boolean> {
    return this.#order(process, "undrain");
  }

  async kick(session: string): Promise<PlayerStatus | undefined> {
    const player = (await this.players()).find((one) => one.session === session);
    if (player === undefined) return undefined;
    return (await this.#ask(player.room, "kick", [session])) === true ? player : undefined;
  }

  async notice(text: string, room?: string): Promise<boolean> {
    if (room !== undefined) return (await this.#ask(room, "notify", [text])) === true;
    noticeToAll(matchMaker.presence, text);
    return true;
  }

  async close(room: string): Promise<boolean> {
    return (await this.#ask(room, "end", [])) === true;
  }

  async #order(process: string, order: keyof Orders): Promise<boolean> {
    try {
      return await requestFromIPC<boolean>(matchMaker.presence, opsChannel(process), order, [], ANSWER);
    } catch {
      return false;
    }
  }

  /** @returns undefined when there is no such room, or its process does not answer */
  async #ask<K extends "watch" | "kick" | "notify" | "end">(
    room: string,
    what: K,
    args: Parameters<Hosted[K]>,
  ): Promise<ReturnType<Hosted[K]> | undefined> {
    // The framework would make a request to a room that nobody hears of wait; a list is at hand.
    if (!(await this.rooms()).some(({ id }) => id === room)) return undefined;
    const method = what as keyof Hosted;
    return await matchMaker
      .remoteRoomCall<Hosted>(room, method, args as unknown[], ANSWER)
      .catch(() => undefined);
  }

  async #figures(): Promise<{ [room: string]: RoomFigures }> {
    const told = (await this.#redis?.hgetall(FIGURES)) ?? {};
    const all = Object.entries(told).map(([id, text]) =>
      id === matchMaker.processId ? {} : JSON.parse(text),
    );
    return Object.assign({}, ...all, this.localRooms.figures());
  }

  #roomsHere(): RoomStatus[] {
    return [...this.localRooms].map((room) => ({
      ...{ id: room.roomId, name: room.roomName, process: matchMaker.processId },
      ...{ players: room.people().length, capacity: room.maxClients, locked: room.locked },
    }));
  }
}

const withFigures = (rooms: readonly RoomStatus[], figures: { [room: string]: RoomFigures }): WatchedRoom[] =>
  rooms.map((room) => ({ ...room, figures: figures[room.id] }));
