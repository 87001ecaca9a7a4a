/**
 * Checks at the start whether a Redis can serve, and whether it permits this process all commands that it
 * needs.
 */
import { createHash, randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import type { Log } from "../ops/log.ts";
import { connectOnce, connectToSentinel, type RedisTls } from "./redis.ts";
import { NoRedis, UnfitRedis, unfitRedis } from "./redisFaults.ts";
import { parseRedisUrl, type RedisUrl } from "./redisUrl.ts";

/** What a Redis user needs; docs/operate.md says the same. */
const rightsOf = (cluster: string): string =>
  `~${cluster}:* &${cluster}:* +@read +@write +@connection +@pubsub +@scripting +@transaction -@dangerous +info +time`;

/**
 * @param cluster stands before every key and channel
 * @throws NoRedis when it cannot be reached, or cannot serve yet
 * @throws UnfitRedis when Redis was reached, but an operator must change something first
 */
export async function examine(url: string, cluster: string, tls?: RedisTls, log?: Log): Promise<void> {
  const parsed = parseRedisUrl(url)!;
  if (parsed.sentinel !== undefined) await examineSentinels(parsed, tls);
  await during(connectOnce(url, tls, log), cluster, async (redis) => {
    serves(await redis.info());
    // A name that nothing else has.
    const own = `${cluster}:check:${randomBytes(8).toString("hex")}`;
    await maySend(redis, own);
    await redis.subscribe(own);
  });
}

/**
 * One sentinel that knows the master is enough. Otherwise a fault of any sentinel is reported rather than
 * that another one is unreachable.
 */
async function examineSentinels(
  { sentinel, endpoints, tls: isTls }: RedisUrl,
  tls: RedisTls | undefined,
): Promise<void> {
  const faults: Error[] = [];
  for (const endpoint of endpoints) {
    const name = `${endpoint.host}:${endpoint.port}`;
    try {
      const address = await during(
        connectToSentinel(endpoint, sentinel!, isTls ? (tls ?? {}) : undefined),
        undefined,
        (redis) => redis.call("SENTINEL", "get-master-addr-by-name", sentinel!.master),
      );
      if (address !== null) return;
      faults.push(
        new UnfitRedis(
          `REDIS_URL: the Sentinel at ${name} knows no master ${sentinel!.master}; take the name in its \`sentinel monitor\` line`,
        ),
      );
    } catch (error) {
      faults.push(ofSentinel(error as Error, name));
    }
  }
  throw faults.find((fault) => fault instanceof UnfitRedis) ?? faults[0]!;
}

function ofSentinel(error: Error, name: string): Error {
  const { message } = error;
  if (!(error instanceof UnfitRedis)) return new NoRedis(`${message} (${name})`);
  const [reply] = /\((?:NOAUTH|WRONGPASS).*\)$/.exec(message) ?? [];
  if (reply === undefined) return new UnfitRedis(`${message}, says the Sentinel at ${name}`);
  return new UnfitRedis(
    `REDIS_URL: the Sentinel at ${name} wants a password, or another one than is given; it goes to the end, as ?sentinelPassword=… ${reply}`,
  );
}

/**
 * Uses a connection, then closes it. An error of the connection says more than that of the failed command, so
 * it is thrown instead.
 */
async function during<T>(
  redis: Redis,
  cluster: string | undefined,
  use: (redis: Redis) => Promise<T>,
): Promise<T> {
  const faults: Error[] = [];
  redis.on("error", (error) => faults.push(error));
  try {
    await redis.connect();
    return await use(redis);
  } catch (error) {
    if (error instanceof UnfitRedis || error instanceof NoRedis) throw error;
    faults.push(error as Error);
    throw (
      faults.map((fault) => explained(fault, cluster)).find((fault) => fault !== undefined) ??
      new NoRedis(guessed(redis, faults[0]!))
    );
  } finally {
    redis.disconnect();
  }
}

function explained(error: Error, cluster = ""): UnfitRedis | undefined {
  const { message } = error;
  if (!/NOPERM|The user executing the script can't/.test(message)) return unfitRedis(error);
  return new UnfitRedis(
    `REDIS_URL: its user lacks a right in Redis (${message}); give it with ACL SETUSER ${rightsOf(cluster)}`,
  );
}

/**
 * When only one side uses TLS or requires a certificate, the connection may time out or close without an
 * error message.
 */
function guessed({ options }: Redis, { message }: Error): string {
  if (options.tls && /ETIMEDOUT/.test(message))
    return `${message}; or this port does not speak TLS: then use redis://`;
  if (options.tls && !options.tls.cert && /ECONNRESET|EPIPE/.test(message))
    return `${message}; if Redis wants a certificate of this process, set REDIS_CERT and REDIS_KEY`;
  if (!options.tls && /ECONNRESET|is closed|max retries/.test(message))
    return "it closes the connection; if it speaks TLS, use rediss://";
  return message;
}

/** @param info the reply to INFO */
function serves(info: string): void {
  const is = (field: string, value: string) => new RegExp(`^${field}:${value}\\r?$`, "m").test(info);
  if (is("cluster_enabled", "1"))
    throw new UnfitRedis(
      "REDIS_URL: this is a Redis Cluster, and one script touches keys of several slots; use a single Redis, or one behind Sentinels",
    );
  if (is("loading", "1")) throw new NoRedis("Redis still loads its data (LOADING)");
  if (is("role", "slave")) throw new NoRedis("this Redis is a replica, which takes no writes (READONLY)");
}

const SCRIPT = "return redis.call('TIME')";

/**
 * @returns every kind of command that a process uses, also in scripts, on keys of their own;
 * test/unit/cluster/redisCheck.test.ts compares
 */
export function commandsOf(own: string): (readonly [name: string, ...args: (string | number)[]])[] {
  const [text, old, hash, sorted, set, stream] = ["text", "old", "hash", "sorted", "set", "stream"].map(
    (kind) => `${own}:${kind}`,
  ) as [string, string, string, string, string, string];
  return [
    ["ping"],
    ["time"],
    ["info", "server"],
    ["exists", text],
    ["set", text, 1, "PX", 1000, "NX"],
    ["get", text],
    ["setex", text, 1, 1],
    ["append", text, 1],
    ["expire", text, 10],
    ["pttl", text],
    ["set", old, 1, "PX", 10_000],
    ["rename", old, text],
    ["hset", hash, "a", 1],
    ["hget", hash, "a"],
    ["hmget", hash, "a"],
    ["hgetall", hash],
    ["hkeys", hash],
    ["hvals", hash],
    ["hlen", hash],
    ["hincrby", hash, "a", 1],
    ["hdel", hash, "a"],
    ["zadd", sorted, 1, "a"],
    ["zincrby", sorted, 1, "a"],
    ["zscore", sorted, "a"],
    ["zrange", sorted, 0, -1],
    ["zrangebyscore", sorted, 0, 1],
    ["zrevrangebyscore", sorted, 1, 0],
    ["zremrangebyscore", sorted, 0, 0],
    ["zremrangebyrank", sorted, 1, 1],
    ["zcard", sorted],
    ["zrem", sorted, "a"],
    ["sadd", set, "a"],
    ["sismember", set, "a"],
    ["xadd", stream, "MAXLEN", "~", 1, "*", "a", 1],
    ["xrange", stream, "-", "+"],
    ["xrevrange", stream, "+", "-"],
    ["pexpire", stream, 1000],
    ["eval", SCRIPT, 0],
    ["evalsha", createHash("sha1").update(SCRIPT).digest("hex"), 0],
    ["multi"],
    ["exec"],
    ["pubsub", "numsub"],
    ["publish", own, "false"],
    ["del", text, hash, sorted, set, stream],
  ];
}

async function maySend(redis: Redis, own: string): Promise<void> {
  await Promise.all(commandsOf(own).map(([name, ...args]) => redis.call(name, ...args)));
}
