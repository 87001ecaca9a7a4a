/** What the server needs of ioredis (built/Redis.js) and of RedisPresence beyond what they offer. */
import { RedisPresence } from "@colyseus/redis-presence";
import { Redis } from "ioredis";
import type { Inside } from "./members.ts";

export type Argument = string | number | Buffer;

/** A script for Redis. */
export interface Script {
  readonly keys: number;
  readonly lua: string;
}

/**
 * Defines scripts as commands of a connection.
 * @param prefix stands before their names @returns calls one, keys first; the answer has Buffers where `buffers` is set
 */
export function defineScripts<N extends string>(
  redis: Redis,
  prefix: string,
  scripts: { readonly [S in N]: Script },
  buffers = false,
): (script: N, ...args: Argument[]) => Promise<unknown> {
  for (const [name, { keys, lua }] of Object.entries<Script>(scripts))
    redis.defineCommand(`${prefix}${name}`, { lua, numberOfKeys: keys });
  const commands = redis as unknown as { [name: string]: (...args: Argument[]) => Promise<unknown> };
  const ending = buffers ? "Buffer" : "";
  return (script, ...args) => commands[`${prefix}${script}${ending}`]!(...args);
}

/** The timer with which ioredis measures silence outlives the connection that was silent, and would take down the next one. */
export function forgetSilence(redis: Redis): void {
  const measuring = redis as unknown as { socketTimeoutTimer: NodeJS.Timeout | undefined };
  clearTimeout(measuring.socketTimeoutTimer);
  measuring.socketTimeoutTimer = undefined;
}

export function redisInsides(): Inside[] {
  const redis = new Redis({ lazyConnect: true });
  defineScripts(redis, "probe:", { any: { keys: 0, lua: "return 1" } });
  const presence = Object.create(RedisPresence.prototype) as object;
  return [
    {
      ...{ package: "ioredis", adapter: "redis.ts" },
      ...{ object: "Redis, with a command defined,", value: redis },
      members: { "probe:any": "function", "probe:anyBuffer": "function" },
    },
    {
      ...{ package: "ioredis", adapter: "redis.ts" },
      ...{ object: "class Redis", value: Redis },
      members: { socketTimeoutTimer: "named" },
    },
    {
      ...{ package: "@colyseus/redis-presence", adapter: "redis.ts" },
      ...{ object: "class RedisPresence", value: RedisPresence },
      // Of `ClusterPresence`, which extends it.
      members: { sub: "named", pub: "named", subscriptions: "named", resubscribeAll: "named" },
    },
    {
      ...{ package: "@colyseus/redis-presence", adapter: "redis.ts" },
      ...{ object: "RedisPresence", value: presence },
      members: {
        subscribe: "function",
        unsubscribe: "function",
        publish: "function",
        hset: "function",
        hdel: "function",
        shutdown: "function",
      },
    },
  ];
}
