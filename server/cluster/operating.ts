/** What operators ask of the whole cluster, through whichever process they reach. */
import { matchMaker, requestFromIPC } from "@colyseus/core";
import type { Redis } from "ioredis";
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
import { FIGURES } from "./beat.ts";
import { type Cluster, type Orders, opsChannel } from "./cluster.ts";
import { noticeToAll } from "./lobby.ts";
import type { Hosted } from "./localRooms.ts";

/** A process is given this long to say that it has heard an operator, ms. */
const ANSWER = 1000;

export class Operating implements Operations {
  readonly #cluster: Cluster;
  readonly #redis: Redis | undefined;

  /** @param redis absent for a process that stands alone */
  constructor(cluster: Cluster, redis: Redis | undefined) {
    this.#cluster = cluster;
    this.#redis = redis;
  }

  closedBecause(): string | undefined {
    return this.#cluster.closedBecause();
  }

  async rooms(): Promise<RoomStatus[]> {
    const alive = new Set(this.#cluster.registry.processes.map(({ id }) => id));
    const rooms = await matchMaker.query({ private: false, unlisted: false });
    return rooms
      .filter(({ processId }) => alive.has(processId))
      .map(({ roomId: id, name, processId: process, clients: players, maxClients: capacity, locked }) => {
        return { id, name, process, players, capacity, locked: locked === true };
      });
  }

  async players(): Promise<PlayerStatus[]> {
    return await this.#cluster.people.everywhere(matchMaker.processId);
  }

  async status(): Promise<Status> {
    const { up: redis, processes } = this.#cluster.registry;
    const [rooms, figures, players] = await Promise.all([this.rooms(), this.#figures(), this.players()]);
    return { process: matchMaker.processId, redis, processes, rooms: withFigures(rooms, figures), players };
  }

  async snapshot(): Promise<Snapshot> {
    const { processes } = this.#cluster.registry;
    const told = { at: Date.now(), process: matchMaker.processId, processes };
    try {
      const [rooms, figures] = await Promise.all([this.rooms(), this.#figures()]);
      return { ...told, redis: this.#cluster.registry.up, rooms: withFigures(rooms, figures) };
    } catch {
      return {
        ...told,
        redis: false,
        rooms: withFigures(this.#roomsHere(), this.#cluster.localRooms.figures()),
      };
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
    this.#needRedis();
    noticeToAll(matchMaker.presence, text);
    return true;
  }

  async close(room: string): Promise<boolean> {
    return (await this.#ask(room, "end", [])) === true;
  }

  /** @throws while it is away: nobody else would hear */
  #needRedis(): void {
    if (!this.#cluster.registry.up) throw new Error("Redis is away");
  }

  async #order(process: string, order: keyof Orders): Promise<boolean> {
    this.#needRedis();
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
    return Object.assign({}, ...all, this.#cluster.localRooms.figures());
  }

  #roomsHere(): RoomStatus[] {
    return [...this.#cluster.localRooms].map((room) => ({
      ...{ id: room.roomId, name: room.roomName, process: matchMaker.processId },
      ...{ players: room.people().length, capacity: room.maxClients, locked: room.locked },
    }));
  }
}

const withFigures = (rooms: readonly RoomStatus[], figures: { [room: string]: RoomFigures }): WatchedRoom[] =>
  rooms.map((room) => ({ ...room, figures: figures[room.id] }));
