/** Private members of ioredis (built/Redis.js) and of RedisPresence that the server needs. */
import type { Socket } from "node:net";
import { RedisPresence } from "@colyseus/redis-presence";
import { Redis } from "ioredis";
import type { Inside } from "./members.ts";

export type Argument = string | number | Buffer;

/** A Redis script. */
export interface Script {
  readonly keys: number;
  readonly lua: string;
}

/**
 * Defines scripts as commands of a connection.
 * @param prefix of their names
 * @returns a function that calls one, keys first; answers contain Buffers where `buffers` is set
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

/** State from which ioredis measures the silence of a connection. */
interface Silence {
  readonly stream: Socket;
  readonly commandQueue: { readonly length: number };
  socketTimeoutTimer: NodeJS.Timeout | undefined;
  setSocketTimeout(): void;
}

/** A timer that is late by more than this, ms, means that the process was suspended. */
const ASLEEP = 100;

/**
 * Measures how long Redis has owed an answer (`socketTimeout`), in place of ioredis. The timer of ioredis
 * runs on while the process is suspended, and fires before answers that arrived meanwhile are read. It also
 * outlives its connection, and would close the next one. A resumed process has the time of one answer
 * (`commandTimeout`) to read what has arrived.
 */
export function measureSilence(redis: Redis): void {
  const inside = redis as unknown as Silence;
  const forget = (): void => {
    clearTimeout(inside.socketTimeoutTimer);
    inside.socketTimeoutTimer = undefined;
  };
  inside.setSocketTimeout = () => {
    const { stream } = inside;
    const limit = redis.options.socketTimeout!;
    const grace = redis.options.commandTimeout!;
    const waitFor = (ms: number): void => {
      const due = performance.now() + ms;
      inside.socketTimeoutTimer = setTimeout(() => {
        if (performance.now() - due > ASLEEP) return waitFor(grace);
        inside.socketTimeoutTimer = undefined;
        stream.destroy(new Error(`Redis has not answered for ${limit} ms`));
      }, ms);
    };
    waitFor(limit);
    // After ioredis' own listener, which removes answered commands from the queue.
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
