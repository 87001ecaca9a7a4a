/** Connections to Redis that fail fast: who asks for a seat is told at once that there is none to be had now. */
import { once } from "node:events";
import { Redis } from "ioredis";

/** An answer that takes longer is no answer, ms: matchmaking owes its caller one within 500 ms. */
const ANSWER = 350;
/** A connection that stays silent while asked is taken down and made anew, ms. */
const SILENCE = 2500;
/** A start waits this long for Redis, ms. */
const FIRST = 5000;

/** Redis was not there when the process started. */
export class NoRedis extends Error {}

/** @param cluster stands before every key: see CLUSTER in env.ts */
export function connectTo(url: string, cluster: string): Redis {
  const redis = new Redis(url, {
    keyPrefix: `${cluster}:`,
    commandTimeout: ANSWER,
    connectTimeout: 1000,
    socketTimeout: SILENCE,
    // What was asked while Redis was away is stale when it is back.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    // The presence does it, and catches what goes wrong with it.
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(50 * attempt, 500),
  });
  // Without a listener every failed attempt would be printed; `up` of the registry tells of it once.
  redis.on("error", () => {});
  return redis;
}

/** @throws NoRedis */
export async function ready(redis: Redis): Promise<void> {
  if (redis.status === "ready") return;
  try {
    await once(redis, "ready", { signal: AbortSignal.timeout(FIRST) });
  } catch {
    redis.disconnect();
    throw new NoRedis("no Redis answers there");
  }
}
