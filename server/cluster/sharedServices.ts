/**
 * Services that processes share through Redis: listings, messages and the registry. A process without Redis
 * has them in memory.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { MatchMakerDriver, Presence } from "@colyseus/core";
import type { Redis } from "ioredis";
import type { Telemetry } from "../ops/telemetry.ts";
import { redisBeat } from "./beat.ts";
import { ClusterDriver } from "./driver.ts";
import type { OwnListings } from "./listings.ts";
import { ClusterPresence } from "./presence.ts";
import { connectTo, keepTogether, type RedisTls, ready } from "./redis.ts";
import { examine } from "./redisCheck.ts";
import { NoRedis } from "./redisFaults.ts";
import { RedisRegistry, redisLink } from "./redisRegistry.ts";
import { type Registry, StandaloneRegistry } from "./registry.ts";

/** Between two attempts, ms. */
const RETRY_AFTER = 250;
/** While a start waits for Redis, that is logged this often, ms. */
const LOG_EVERY = 30_000;

export interface SharedServices {
  /** Absent: the framework's own, in memory. */
  presence?: Presence;
  driver?: MatchMakerDriver;
  redis?: Redis;
  /** Absent: no other process reads them. */
  own?: OwnListings;
  registry: Registry;
}

export const standaloneServices = (): SharedServices => ({ registry: new StandaloneRegistry() });

/**
 * Waits until Redis can be used, however long that takes: it may be started after this process, or be moved.
 * @param url see redisUrl.ts
 * @param cluster processes of another one are strangers, on the same Redis too
 * @throws UnfitRedis when Redis was reached, and waiting does not help
 */
export async function connectSharedServices(
  url: string,
  cluster: string,
  telemetry: Pick<Telemetry, "events" | "log" | "metrics">,
  tls?: RedisTls,
): Promise<SharedServices> {
  const { log } = telemetry;
  let loggedAt = Number.NEGATIVE_INFINITY;
  for (;;)
    try {
      const shared = await shareNow(url, cluster, telemetry, tls);
      if (loggedAt > 0) log.info("Redis answers");
      return shared;
    } catch (error) {
      if (!(error instanceof NoRedis)) throw error;
      const now = performance.now();
      if (now - loggedAt > LOG_EVERY) {
        loggedAt = now;
        log.warn(`REDIS_URL: no Redis can be used there yet: ${error.message}; waiting for it`);
      }
      await wait(RETRY_AFTER);
    }
}

/** @throws NoRedis, UnfitRedis */
async function shareNow(
  url: string,
  cluster: string,
  telemetry: Pick<Telemetry, "events" | "log" | "metrics">,
  tls?: RedisTls,
): Promise<SharedServices> {
  await examine(url, cluster, tls, telemetry.log);
  const redis = connectTo(url, cluster, tls, telemetry.log);
  await ready(redis);
  const presence = new ClusterPresence(redis);
  keepTogether(redis, presence.subscriber);
  try {
    await ready(presence.subscriber);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  const driver = new ClusterDriver(redis, telemetry.log);
  return {
    ...{ presence, driver, redis, own: driver.own },
    registry: new RedisRegistry(redisBeat(redis), redisLink(redis, presence.subscriber), telemetry),
  };
}
