/** A Redis server of one test file, and the faults that a test can cause in it. */
import { Redis } from "ioredis";
import { connectTo, ready } from "../../server/cluster/redis.ts";
import { startPrivateRedis } from "../../tools/redis.ts";
import { freePort } from "./ports.ts";

export interface TestRedis {
  url: string;
  port: number;
  /** A connection for the test itself. */
  client: Redis;
  /**
   * Opens a connection like that of a process of the cluster, but `patient`. It is closed with the server.
   * @param cluster prefix of keys and channels
   */
  connect(cluster?: string): Promise<Redis>;
  /** Stops the process (SIGSTOP): connections stay open, no command is answered. */
  pause(): void;
  resume(): void;
  /** Ends the process. Its data is lost unless it was configured to save. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Removes all data. The process goes on. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param more further options of redis-server
 * @param password absent: none is required
 */
export async function startRedis(more: readonly string[] = [], password?: string): Promise<TestRedis> {
  // A port outside of the ephemeral range: no other program takes it while Redis is stopped.
  const redis = await startPrivateRedis(await freePort(), [
    ...more,
    ...(password === undefined ? [] : ["--requirepass", password]),
  ]);
  const client = new Redis(redis.url, {
    retryStrategy: () => 50,
    maxRetriesPerRequest: null,
    ...(password === undefined ? {} : { password }),
  });
  // The test breaks the connection on purpose.
  client.on("error", () => {});
  const connections = [client];
  return {
    url: redis.url,
    port: redis.port,
    client,
    async connect(cluster = "skirmish") {
      const connection = patient(connectTo(redis.url, cluster));
      connections.push(connection);
      await ready(connection);
      return connection;
    },
    pause: () => process.kill(redis.pid(), "SIGSTOP"),
    resume: () => process.kill(redis.pid(), "SIGCONT"),
    stop: redis.stop,
    start: redis.start,
    async flush() {
      await client.flushall();
    },
    async close() {
      for (const connection of connections) connection.disconnect();
      await redis.close();
    },
  };
}

/** How long a connection of a process waits for an answer, and a `patient` one, ms. */
export const IMPATIENT = 350;
const PATIENT = 30_000;

/**
 * For a connection of which a test wants to see what Redis answers, and not what becomes of a late answer: on
 * a busy machine many are late.
 */
export function patient(redis: Redis): Redis {
  redis.options.commandTimeout = PATIENT;
  redis.options.socketTimeout = PATIENT;
  return redis;
}
