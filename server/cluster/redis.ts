/**
 * Connections to Redis. All connections of a process are made here, with the same address, credentials,
 * certificates and timeouts. The timeouts are short, so that a request for a seat is refused at once when
 * Redis does not answer.
 */
import { isIP } from "node:net";
import { Redis, type RedisOptions } from "ioredis";
import { measureSilence } from "../framework/redis.ts";
import type { Log } from "../ops/log.ts";
import { demoted, NoRedis, unfitRedis } from "./redisFaults.ts";
import { type Endpoint, parseRedisUrl, type RedisUrl } from "./redisUrl.ts";

/** Timeout of a command, ms: matchmaking must answer within 500 ms. */
const ANSWER = 350;
const CONNECT = 1000;
/** A connection without an answer for this long, ms, is replaced by a new one. */
const SILENCE = 2500;
/** A start waits this long for Redis, ms. */
const FIRST = 5000;
/** Least time between reconnections because Redis takes no writes, ms. */
const LEAVE_EVERY = 500;
/** The same reason for it is logged at most this often, ms. */
const LOG_EVERY = 30_000;

/** PEM texts. */
export interface RedisTls {
  /** Certificate authorities that are trusted for Redis' certificate, instead of those of the system. */
  ca?: string | undefined;
  /** Client certificate and key of this process, for a Redis that requires one. */
  cert?: string | undefined;
  key?: string | undefined;
}

/**
 * @param url one of the forms of redisUrl.ts
 * @param cluster stands before every key: see CLUSTER in env.ts
 * @param log receives the reason when there is no connection; absent: nothing is logged
 */
export const connectTo = (url: string, cluster: string, tls: RedisTls = {}, log?: Log): Redis =>
  logFaults(connect({ ...whereIs(url, tls), keyPrefix: `${cluster}:` }, log), log);

/** A connection for a look at Redis: it is made when `connect` is called, as Redis is, and once only. */
export const connectOnce = (url: string, tls: RedisTls = {}, log?: Log): Redis =>
  connect({ ...whereIs(url, tls), ...ONCE }, log);

/** The same to a Sentinel. */
export const connectToSentinel = (
  { host, port }: Endpoint,
  { username, password }: NonNullable<RedisUrl["sentinel"]>,
  tls: RedisTls | undefined,
): Redis =>
  connect({
    ...{ host, port, ...(username && { username }), ...(password && { password }) },
    ...(tls && { tls: { ...certificatesOf(tls), ...servernameOf(host) } }),
    ...ONCE,
  });

const ONCE: RedisOptions = {
  lazyConnect: true,
  retryStrategy: () => null,
  sentinelRetryStrategy: () => null,
  // ioredis would print a warning when the user may not ask for INFO.
  enableReadyCheck: false,
};

function connect(options: RedisOptions, log?: Log): Redis {
  const redis = new Redis({
    commandTimeout: ANSWER,
    connectTimeout: CONNECT,
    socketTimeout: SILENCE,
    // A silent Redis does not close connections either; the next attempt must not wait for that.
    disconnectTimeout: ANSWER,
    // Commands from the time without Redis would be outdated.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    // The presence resubscribes, and handles failures.
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    maxLoadingRetryTime: LEAVE_EVERY,
    // ioredis would send its name and version to Redis, which needs an additional permission.
    disableClientInfo: true,
    retryStrategy: (attempt) => Math.min(50 * attempt, 500),
    reconnectOnError: leaving(log),
    ...options,
  });
  // Without a listener ioredis would print every failed attempt.
  redis.on("error", () => {});
  toleratePauses(redis);
  return redis;
}

/**
 * To be called right after a connection is made. A pause of this process does not end the connection. A
 * command of the handshake has `SILENCE` instead of `ANSWER`: a process that is short of CPU would otherwise
 * never connect.
 */
export function toleratePauses(redis: Redis): void {
  measureSilence(redis);
  const { options } = redis;
  const allow = (from: number, to: number) => (): void => {
    // Tests set times of their own.
    if (options.commandTimeout === from) options.commandTimeout = to;
  };
  allow(ANSWER, SILENCE)();
  redis.on("close", allow(ANSWER, SILENCE)).on("ready", allow(SILENCE, ANSWER));
}

/**
 * Logs why there is no connection: once for each reason, and repeatedly while it lasts. `up` of the registry
 * has the current state.
 */
function logFaults(redis: Redis, log?: Log): Redis {
  let [loggedAt, why] = [Number.NEGATIVE_INFINITY, ""];
  redis.on("error", (error: Error & { code?: string }) => {
    const reason = unfitRedis(error)?.message ?? (error.message || (error.code ?? "unknown"));
    const now = performance.now();
    if (reason === why && now - loggedAt < LOG_EVERY) return;
    [loggedAt, why] = [now, reason];
    log?.warn({ reason }, "no connection to Redis");
  });
  redis.on("ready", () => {
    why = "";
  });
  return redis;
}

const certificatesOf = ({ ca, cert, key }: RedisTls) => ({
  ...(ca && { ca }),
  ...(cert && { cert }),
  ...(key && { key }),
});
/** By which a server with several certificates chooses one. */
const servernameOf = (host: string) => (isIP(host) ? {} : { servername: host });

function whereIs(url: string, tls: RedisTls): RedisOptions {
  const parsed = parseRedisUrl(url);
  if (parsed === undefined) throw new TypeError("not the address of a Redis");
  const { endpoints, sentinel, username, password, database: db } = parsed;
  const [{ host, port }] = endpoints as [Endpoint];
  const certificates = certificatesOf(tls);
  const common = { db, ...(username && { username }), ...(password && { password }) };
  if (sentinel === undefined)
    return { ...common, host, port, ...(parsed.tls && { tls: { ...certificates, ...servernameOf(host) } }) };
  return {
    ...common,
    sentinels: endpoints,
    name: sentinel.master,
    ...(sentinel.username && { sentinelUsername: sentinel.username }),
    ...(sentinel.password && { sentinelPassword: sentinel.password }),
    sentinelCommandTimeout: CONNECT,
    sentinelRetryStrategy: (attempt) => Math.min(50 * attempt, 500),
    ...(parsed.tls && { tls: certificates, sentinelTLS: certificates, enableTLSForSentinelMode: true }),
  };
}

/** A new connection finds the master where a name, a balancer or a Sentinel leads to it by then. */
function leaving(log?: Log): (error: Error) => boolean {
  let [left, loggedAt, why] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, ""];
  return (error) => {
    const reply = demoted(error);
    const now = performance.now();
    if (reply === undefined || now - left < LEAVE_EVERY) return false;
    left = now;
    if (reply !== why || now - loggedAt > LOG_EVERY) {
      [why, loggedAt] = [reply, now];
      log?.warn({ reply }, "Redis takes no writes: a new connection looks for a master that does");
    }
    return true;
  };
}

/**
 * Keeps the connection that listens at the Redis to which the other one publishes: Redis counts how many of
 * its own clients receive a message, and a request without a listener counts as failed.
 */
export function keepTogether(redis: Redis, subscriber: Redis): void {
  // So that a Sentinel's address of a replica is not taken for the master's. The subscriptions follow once it
  // is ready.
  subscriber.options.enableReadyCheck = true;
  redis.on("close", () => {
    if (subscriber.status === "ready") subscriber.disconnect(true);
  });
  // Until both are back this process receives no requests.
  redis.on("ready", () => {
    if (subscriber.status === "reconnecting") subscriber.connect().catch(() => {});
  });
}

/**
 * Waits until a connection can be used.
 * @throws NoRedis when Redis cannot be reached, or cannot serve yet
 * @throws UnfitRedis when it was reached, and waiting does not help
 */
export const ready = (redis: Redis): Promise<void> => readyWithin(redis, FIRST);

/** @param limitMs how long it may take */
export function readyWithin(redis: Redis, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    if (redis.status === "ready") {
      resolve();
      return;
    }
    let reason = "nothing answers there";
    const finish = (error?: Error): void => {
      clearTimeout(limit);
      redis.off("ready", finish).off("error", note).off("sentinelError", note);
      if (error === undefined) {
        resolve();
        return;
      }
      redis.disconnect();
      reject(error);
    };
    const note = (error: Error): void => {
      reason = error.message || (error as { code?: string }).code || reason;
      const wrong = unfitRedis(error);
      if (wrong !== undefined) finish(wrong);
    };
    const limit = setTimeout(() => finish(new NoRedis(reason)), limitMs);
    redis.on("ready", finish).on("error", note).on("sentinelError", note);
  });
}
