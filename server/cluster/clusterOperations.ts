/** The operations of operators on the whole cluster, through any of its processes. */
import type { Redis } from "ioredis";
import type { MatchMaker } from "../framework/framework.ts";
import { roomChannel } from "../framework/ipc.ts";
import type {
  Operations,
  OrderResult,
  PlannedOrder,
  PlayerFigures,
  PlayerStatus,
  RoomFigures,
  RoomStatus,
  Snapshot,
  Status,
  WatchedRoom,
} from "../ops/operations.ts";
import { FIGURES } from "./beat.ts";
import { type Cluster, opsChannel, type ProcessOrders } from "./cluster.ts";
import { noticeToAll } from "./lobby.ts";
import type { HostedRoom } from "./localRooms.ts";
import { call, type Reply } from "./orderCall.ts";
import { isWaiting } from "./waitingRooms.ts";

/** Timeout for the answer of a process to an order, ms. */
const ANSWER = 1000;

export class ClusterOperations implements Operations {
  readonly #cluster: Cluster;
  readonly #matchMaker: MatchMaker;
  readonly #redis: Redis | undefined;

  /** @param redis absent for a process without a cluster */
  constructor(cluster: Cluster, matchMaker: MatchMaker, redis: Redis | undefined) {
    this.#cluster = cluster;
    this.#matchMaker = matchMaker;
    this.#redis = redis;
  }

  closedBecause(): string | undefined {
    return this.#cluster.closedBecause();
  }

  async rooms(): Promise<RoomStatus[]> {
    const alive = new Set(this.#cluster.registry.processes.map(({ id }) => id));
    const rooms = await this.#matchMaker.query({ private: false, unlisted: false });
    return rooms
      .filter(({ processId }) => alive.has(processId))
      .map((room) => {
        const { roomId: id, name, processId: process, clients: players, maxClients: capacity } = room;
        const locked = room.locked === true;
        return { id, name, process, players, capacity, locked, ...(isWaiting(room) && { waiting: true }) };
      });
  }

  async players(): Promise<PlayerStatus[]> {
    return await this.#cluster.people.everywhere(this.#cluster.id);
  }

  async status(): Promise<Status> {
    const { up: redis, processes } = this.#cluster.registry;
    const [rooms, figures, players] = await Promise.all([this.rooms(), this.#figures(), this.players()]);
    return { process: this.#cluster.id, redis, processes, rooms: withFigures(rooms, figures), players };
  }

  async snapshot(): Promise<Snapshot> {
    const { processes } = this.#cluster.registry;
    const base = { at: Date.now(), process: this.#cluster.id, processes };
    try {
      const [rooms, figures] = await Promise.all([this.rooms(), this.#figures()]);
      return { ...base, redis: this.#cluster.registry.up, rooms: withFigures(rooms, figures) };
    } catch {
      return {
        ...base,
        redis: false,
        rooms: withFigures(this.#roomsHere(), this.#cluster.localRooms.figures()),
      };
    }
  }

  async playersOf(room: string): Promise<PlayerFigures[] | undefined> {
    return await this.#watch(room);
  }

  async drain(process: string): Promise<PlannedOrder> {
    return this.#toProcess(process, "drain", `drains process ${process}`);
  }

  async undrain(process: string): Promise<PlannedOrder> {
    return this.#toProcess(process, "undrain", `cancels the drain of process ${process}`);
  }

  async kick(session: string): Promise<PlannedOrder> {
    const player = await this.#find(session);
    if (player === undefined) return { missing: `there is no session ${session}` };
    const { name, room } = player;
    return this.#toRoom(room, "kick", [session], `kicks ${name} (${session}) out of room ${room}`);
  }

  async mute(session: string, minutes: number): Promise<PlannedOrder> {
    const player = await this.#find(session);
    if (player === undefined) return { missing: `there is no session ${session}` };
    const { name, room } = player;
    const whom = `${name} (${session}) in room ${room}`;
    const words = minutes === 0 ? `lets ${whom} be heard again` : `mutes ${whom} for ${minutes} min`;
    return this.#toRoom(room, "mute", [session, minutes], words);
  }

  async notice(text: string, room?: string): Promise<PlannedOrder> {
    if (room !== undefined) return this.#toRoom(room, "notify", [text], `tells room ${room}: ${text}`);
    this.#needRedis();
    return {
      description: `tells all: ${text}`,
      give: () => noticeToAll(this.#matchMaker.presence, text).then(done, notSaid),
    };
  }

  async close(room: string): Promise<PlannedOrder> {
    return this.#toRoom(room, "end", [], `closes room ${room}`);
  }

  /** @throws while Redis is away: no other process would get the order */
  #needRedis(): void {
    if (!this.#cluster.registry.up) throw new Error("Redis is away");
  }

  async #find(session: string): Promise<PlayerStatus | undefined> {
    return (await this.players()).find((one) => one.session === session);
  }

  #toProcess(process: string, order: keyof ProcessOrders, description: string): PlannedOrder {
    this.#needRedis();
    if (!this.#cluster.registry.processes.some(({ id }) => id === process))
      return { missing: `there is no process ${process}` };
    const refusal = `process ${process} does not drain, or drains because it stops`;
    const give = () => call(this.#matchMaker.presence, opsChannel(process), order, [], ANSWER);
    return { description, give: async () => resultOf(await give(), `process ${process}`, refusal) };
  }

  async #toRoom<K extends "kick" | "mute" | "notify" | "end">(
    room: string,
    what: K,
    args: Parameters<HostedRoom[K]>,
    description: string,
  ): Promise<PlannedOrder> {
    const listed = (await this.rooms()).find(({ id }) => id === room);
    if (listed === undefined) return { missing: `there is no room ${room}` };
    const local = this.#cluster.localRooms.find(room);
    const give = async (): Promise<Reply> => {
      if (local === undefined)
        return await call(this.#matchMaker.presence, roomChannel(room), what, args, ANSWER);
      return { state: "answered", value: await local[what](...(args as [never, never])) };
    };
    const refusal = `it is not in room ${room} any more, or the match is moving: look again where it is`;
    return { description, give: async () => resultOf(await give(), `process ${listed.process}`, refusal) };
  }

  /** @returns undefined when there is no such room, or its process does not answer */
  async #watch(room: string): Promise<PlayerFigures[] | undefined> {
    // For an unknown room the framework would wait for an answer that never comes.
    if (!(await this.rooms()).some(({ id }) => id === room)) return undefined;
    return await this.#matchMaker
      .remoteRoomCall<HostedRoom>(room, "watch", [], ANSWER)
      .catch(() => undefined);
  }

  async #figures(): Promise<{ [room: string]: RoomFigures }> {
    const entries = (await this.#redis?.hgetall(FIGURES)) ?? {};
    const all = Object.entries(entries).map(([id, text]) =>
      id === this.#cluster.id ? {} : JSON.parse(text),
    );
    return Object.assign({}, ...all, this.#cluster.localRooms.figures());
  }

  #roomsHere(): RoomStatus[] {
    return [...this.#cluster.localRooms].map((room) => ({
      ...{ id: room.roomId, name: room.roomName, process: this.#cluster.id },
      ...{ players: room.people().length, capacity: room.maxClients, locked: room.locked },
    }));
  }
}

const withFigures = (rooms: readonly RoomStatus[], figures: { [room: string]: RoomFigures }): WatchedRoom[] =>
  rooms.map((room) => ({ ...room, figures: figures[room.id] }));

const done = (): OrderResult => ({ outcome: "done" });
const notSaid = (): OrderResult => ({
  outcome: "unknown",
  reason: "Redis has not answered in time; the notice may still be sent",
  late: Promise.resolve(undefined),
});

/** @param who the process @param refusal what its `false` means */
function resultOf(reply: Reply, who: string, refusal: string): OrderResult {
  switch (reply.state) {
    case "answered":
      return reply.value === true ? { outcome: "done" } : { outcome: "not done", reason: refusal };
    case "noReceiver":
      return { outcome: "not done", reason: `${who} is gone: list the rooms again` };
    case "failed":
      return { outcome: "not done", reason: `it failed in ${who}: ${reply.reason}` };
    default: {
      const reason = `${who} has not answered within ${ANSWER / 1000} s; the order may still be carried out: see the events`;
      const late = reply.late.then((one) => one && resultOf(one, who, refusal));
      return { outcome: "unknown", reason, late };
    }
  }
}
