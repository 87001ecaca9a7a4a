/**
 * The framework's driver for room listings in Redis, with three changes: a query that has failed once can
 * succeed later, no room waits for a write, and a process writes and removes only its own listings
 * (listings.ts).
 */
import { type IRoomCache, initializeRoomCache, type SortOptions } from "@colyseus/core";
import { RedisDriver } from "@colyseus/redis-driver";
import type { Redis } from "ioredis";
import type { Log } from "../ops/log.ts";
import { LISTINGS, OwnListings, redisListings } from "./listings.ts";

export class ClusterDriver extends RedisDriver {
  /** Listings of this process. */
  readonly own: OwnListings;
  readonly #redis: Redis;

  constructor(redis: Redis, log: Log) {
    super(redis);
    this.#redis = redis;
    this.own = new OwnListings(redisListings(redis), log);
  }

  /** The framework closes a room whose listing was refused. */
  async insert(room: IRoomCache): Promise<boolean> {
    return await this.own.insert(room);
  }

  override async query(conditions: Partial<IRoomCache>, sort?: SortOptions): Promise<IRoomCache[]> {
    const listings = (await this.#redis.hvals(LISTINGS)).flatMap(parse);
    const found = listings.filter((room) => fits(room, conditions));
    return sort === undefined ? found : found.sort((a, b) => compare(a, b, sort));
  }

  override async findOne(conditions: Partial<IRoomCache>, sort?: SortOptions): Promise<IRoomCache> {
    if (conditions.roomId !== undefined) return await super.findOne(conditions);
    return (await this.query(conditions, sort))[0]!;
  }

  override async persist(room: IRoomCache): Promise<boolean> {
    this.own.update(room);
    return true;
  }

  override async update(
    room: IRoomCache,
    { $set, $inc }: Partial<{ $set: Partial<IRoomCache>; $inc: Partial<IRoomCache> }>,
  ): Promise<boolean> {
    const counted = Object.entries($inc ?? {}).map(([field, by]) => [
      field,
      Number(read(room, field)) + Number(by),
    ]);
    Object.assign(room, $set, Object.fromEntries(counted));
    return await this.persist(room);
  }

  /** If Redis does not answer, the next heartbeat removes the listing. */
  override async remove(roomId: string): Promise<boolean> {
    return await this.own.remove(roomId);
  }

  /** Called by the framework for this process only, when it ends. */
  override async cleanup(): Promise<void> {
    await Promise.all(this.own.published().map(([room]) => this.own.remove(room)));
  }

  override async shutdown(): Promise<void> {
    this.#redis.disconnect();
  }
}

/** An unreadable listing must not hide the others. The registry sweeps it. */
function parse(text: string): IRoomCache[] {
  try {
    return [initializeRoomCache(JSON.parse(text))];
  } catch {
    return [];
  }
}

/** Reads a field of a listing, or of the metadata of its room. */
const read = (room: IRoomCache, field: string): unknown =>
  Object.hasOwn(room, field) ? room[field as keyof IRoomCache] : room.metadata?.[field];

const fits = (room: IRoomCache, conditions: Partial<IRoomCache>): boolean =>
  Object.entries(conditions).every(([field, value]) => read(room, field) === value);

function compare(a: IRoomCache, b: IRoomCache, sort: SortOptions): number {
  for (const [field, way] of Object.entries(sort)) {
    const [x, y] = [read(a, field), read(b, field)] as [number, number];
    if (x !== y) return x < y === (way === 1 || String(way).startsWith("asc")) ? -1 : 1;
  }
  return 0;
}
