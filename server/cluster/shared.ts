/** What processes share: listings, messages and the registry through Redis; or, for one that stands alone, in its memory. */
import type { MatchMakerDriver, Presence } from "@colyseus/core";
import type { Redis } from "ioredis";
import { ClusterDriver } from "./driver.ts";
import { ClusterPresence } from "./presence.ts";
import { connectTo, ready } from "./redis.ts";
import { AloneRegistry, RedisRegistry, type Registry } from "./registry.ts";

export interface Shared {
  /** Absent: the framework's own, in memory. */
  presence?: Presence;
  driver?: MatchMakerDriver;
  redis?: Redis;
  registry: Registry;
}

export const alone = (): Shared => ({ registry: new AloneRegistry() });

/** @throws NoRedis */
export async function shareThrough(url: string): Promise<Shared> {
  const redis = connectTo(url);
  await ready(redis);
  const presence = new ClusterPresence(redis);
  await ready(presence.subscriber);
  return {
    presence,
    driver: new ClusterDriver(redis),
    redis,
    registry: new RedisRegistry(redis, presence.subscriber),
  };
}
