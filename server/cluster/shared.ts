/** What processes share: listings, messages and the registry through Redis; or, for one that stands alone, in its memory. */
import type { MatchMakerDriver, Presence } from "@colyseus/core";
import type { Redis } from "ioredis";
import { redisBeat } from "./beat.ts";
import { ClusterDriver } from "./driver.ts";
import { ClusterPresence } from "./presence.ts";
import { connectTo, ready } from "./redis.ts";
import { AloneRegistry, RedisRegistry, type Registry, redisLink } from "./registry.ts";

export interface Shared {
  /** Absent: the framework's own, in memory. */
  presence?: Presence;
  driver?: MatchMakerDriver;
  redis?: Redis;
  registry: Registry;
}

export const alone = (): Shared => ({ registry: new AloneRegistry() });

/** @param cluster processes of another one are strangers, on the same Redis too @throws NoRedis */
export async function shareThrough(url: string, cluster: string): Promise<Shared> {
  const redis = connectTo(url, cluster);
  await ready(redis);
  const presence = new ClusterPresence(redis);
  await ready(presence.subscriber);
  return {
    presence,
    driver: new ClusterDriver(redis),
    redis,
    registry: new RedisRegistry(redisBeat(redis), redisLink(redis, presence.subscriber)),
  };
}
