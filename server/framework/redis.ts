/** What the server needs of ioredis (built/Redis.js) and of RedisPresence beyond what they offer. */
import type { Socket } from "node:net";
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

/** What ioredis measures the silence of a connection by. */
interface Silence {
  readonly stream: Socket;
  readonly commandQueue: { readonly length: number };
  socketTimeoutTimer: NodeJS.Timeout | undefined;
  setSocketTimeout(): void;
}

/** A timer that is late by more than this, ms, did not run because its process did not. */
const ASLEEP = 100;

/**
 * Measures how long Redis has owed an answer (`socketTimeout`), in place of ioredis. Its timer goes on while the process is stopped,
 * and fires before the answers that have come meanwhile are read; and it outlives the connection that was silent, and would take down
 * the next one.
 * @param grace ms in which a process that has woken reads what has come
 */
export function measureSilence(redis: Redis, grace: number): void {
  const inside = redis as unknown as Silence;
  const forget = (): void => {
    clearTimeout(inside.socketTimeoutTimer);
    inside.socketTimeoutTimer = undefined;
  };
  inside.setSocketTimeout = () => {
    const { stream } = inside;
    const limit = redis.options.socketTimeout!;
    const waitFor = (ms: number): void => {
      const due = performance.now() + ms;
      inside.socketTimeoutTimer = setTimeout(() => {
        if (performance.now() - due > ASLEEP) return waitFor(grace);
        inside.socketTimeoutTimer = undefined;
        stream.destroy(new Error(`Redis has not answered for ${limit} ms`));
      }, ms);
    };
    waitFor(limit);
    // After ioredis' own listener, which takes answered commands out of the queue.
    stream.once("data", () => {
      forget();
      if (inside.commandQueue.length > 0) inside.setSocketTimeout();
    });
  };
  redis.on("close", forget);
}

export function redisInsides(): Inside[] {
  const redis = new Redis({ lazyConnect: true });
  defineScripts(redis, "probe:", { any: { keys: 0, lua: "return 1" } });
  const presence = Object.create(RedisPresence.prototype) as object;
  return [
    {
      ...{ package: "ioredis", adapter: "redis.ts" },
      ...{ object: "Redis, with a command defined,", value: redis },
      members: { "probe:any": "function", "probe:anyBuffer": "function", setSocketTimeout: "function" },
    },
    {
      ...{ package: "ioredis", adapter: "redis.ts" },
      ...{ object: "class Redis", value: Redis },
      members: { socketTimeoutTimer: "named", stream: "named", commandQueue: "named" },
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
