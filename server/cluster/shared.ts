/** What processes share: listings, messages and the registry through Redis; or, for one that stands alone, in its memory. */
import { setTimeout as wait } from "node:timers/promises";
import type { MatchMakerDriver, Presence } from "@colyseus/core";
import type { Redis } from "ioredis";
import { redisBeat } from "./beat.ts";
import { ClusterDriver } from "./driver.ts";
import type { OwnListings } from "./listings.ts";
import { ClusterPresence } from "./presence.ts";
import { connectTo, keepTogether, type RedisTls, ready } from "./redis.ts";
import { examine } from "./redisCheck.ts";
import { NoRedis } from "./redisFaults.ts";
import { AloneRegistry, RedisRegistry, type Registry, redisLink } from "./registry.ts";

/** A start waits this long for Redis, ms. */
const FIRST = 5000;
/** Between two attempts, ms. */
const AGAIN = 200;

export interface Shared {
  /** Absent: the framework's own, in memory. */
  presence?: Presence;
  driver?: MatchMakerDriver;
  redis?: Redis;
  /** Absent: nobody else reads them. */
  own?: OwnListings;
  registry: Registry;
}

export const alone = (): Shared => ({ registry: new AloneRegistry() });

/**
 * @param url see redisUrl.ts
 * @param cluster processes of another one are strangers, on the same Redis too
 * @throws NoRedis when Redis cannot be reached, or cannot serve yet
 * @throws UnfitRedis when it was reached, and waiting does not help
 */
export async function shareThrough(url: string, cluster: string, tls?: RedisTls): Promise<Shared> {
  await patiently(() => examine(url, cluster, tls));
  const redis = connectTo(url, cluster, tls);
  await ready(redis);
  const presence = new ClusterPresence(redis);
  keepTogether(redis, presence.subscriber);
  await ready(presence.subscriber);
  const driver = new ClusterDriver(redis);
  return {
    ...{ presence, driver, redis, own: driver.own },
    registry: new RedisRegistry(redisBeat(redis), redisLink(redis, presence.subscriber)),
  };
}

/** Until Redis can be used, at most as long as a start waits for it. */
async function patiently(attempt: () => Promise<void>): Promise<void> {
  const end = performance.now() + FIRST;
  for (;;)
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof NoRedis) || performance.now() > end) throw error;
      await wait(AGAIN);
    }
}
