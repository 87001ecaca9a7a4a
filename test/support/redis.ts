/** A Redis for one test file, and the faults it can have. */
import { Redis } from "ioredis";
import { startPrivateRedis } from "../../tools/redis.ts";
import { freePort } from "./ports.ts";

export interface TestRedis {
  url: string;
  port: number;
  /** For looking into it. */
  client: Redis;
  /** It hangs: connections stay, nothing is answered. */
  pause(): void;
  resume(): void;
  /** It is gone, with all it knew unless it was told to save. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** It loses everything and goes on. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param more options of redis-server
 * @param password where it is to have one
 */
export async function startRedis(more: readonly string[] = [], password?: string): Promise<TestRedis> {
  // One that stays free while Redis is away.
  const redis = await startPrivateRedis(await freePort(), [
    ...more,
    ...(password === undefined ? [] : ["--requirepass", password]),
  ]);
  const client = new Redis(redis.url, {
    retryStrategy: () => 50,
    maxRetriesPerRequest: null,
    ...(password === undefined ? {} : { password }),
  });
  // It is taken away on purpose.
  client.on("error", () => {});
  return {
    url: redis.url,
    port: redis.port,
    client,
    pause: () => process.kill(redis.pid(), "SIGSTOP"),
    resume: () => process.kill(redis.pid(), "SIGCONT"),
    stop: redis.stop,
    start: redis.start,
    async flush() {
      await client.flushall();
    },
    async close() {
      client.disconnect();
      await redis.close();
    },
  };
}

/** How long a connection of a process waits for an answer, and a `patient` one, ms. */
export const IMPATIENT = 350;
const PATIENT = 30_000;

/**
 * For a connection of which a test wants to see what Redis answers, and not what becomes of a late answer: on a busy machine
 * many are late.
 */
export function patient(redis: Redis): Redis {
  redis.options.commandTimeout = PATIENT;
  redis.options.socketTimeout = PATIENT;
  return redis;
}
