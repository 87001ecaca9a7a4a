/**
 * Room listings in Redis, as the framework's driver keeps them, with what it lacks: a query that failed
 * does not fail for ever, a write does not make a room wait, and rooms of silent processes are not offered.
 */
import { type IRoomCache, initializeRoomCache, type SortOptions } from "@colyseus/core";
import { RedisDriver } from "@colyseus/redis-driver";
import type { Redis } from "ioredis";

export const LISTINGS = "roomcaches";

export class ClusterDriver extends RedisDriver {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    super(redis);
    this.#redis = redis;
  }

  /**
   * Whatever is listed under that id: whose a room is has been decided in the ledger before it opens (takeover.ts), and who had
   * it before may just have listed it once more.
   */
  async insert(room: IRoomCache): Promise<boolean> {
    await this.#redis.hset(LISTINGS, room.roomId, JSON.stringify(room));
    return true;
  }

  override async query(conditions: Partial<IRoomCache>, sort?: SortOptions): Promise<IRoomCache[]> {
    const listings = (await this.#redis.hvals(LISTINGS)).map((text) => initializeRoomCache(JSON.parse(text)));
    const found = listings.filter((room) => fits(room, conditions));
    return sort === undefined ? found : found.sort((a, b) => compare(a, b, sort));
  }

  override async findOne(conditions: Partial<IRoomCache>, sort?: SortOptions): Promise<IRoomCache> {
    if (conditions.roomId !== undefined) return await super.findOne(conditions);
    return (await this.query(conditions, sort))[0]!;
  }

  /** The next beat of the registry writes what does not get through now. */
  override async persist(room: IRoomCache): Promise<boolean> {
    if (room.roomId) this.#redis.hset(LISTINGS, room.roomId, JSON.stringify(room)).catch(() => {});
    return true;
  }

  override async update(
    room: IRoomCache,
    { $set, $inc }: Partial<{ $set: Partial<IRoomCache>; $inc: Partial<IRoomCache> }>,
  ): Promise<boolean> {
    Object.assign(room, $set);
    const counts = room as unknown as { [field: string]: number };
    for (const [field, by] of Object.entries($inc ?? {})) counts[field] = counts[field]! + Number(by);
    return await this.persist(room);
  }

  /** What does not get through now is swept once its process is gone. */
  override async remove(roomId: string): Promise<boolean> {
    if (!roomId) return false;
    return (await this.#redis.hdel(LISTINGS, roomId).catch(() => 0)) > 0;
  }

  override async shutdown(): Promise<void> {
    this.#redis.disconnect();
  }
}

/** Looks a field up in a listing, or in what its room says about itself. */
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
