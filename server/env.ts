/** Reads and checks the environment once. All variables of the server are defined here. */
import { createPrivateKey } from "node:crypto";
import { availableParallelism } from "node:os";
import { z } from "zod";
import { bareHost, formatAddress, parseAddress } from "../shared/address.ts";
import { parseRedisUrl, REDIS_URL_FORMS } from "./cluster/redisUrl.ts";
import {
  certificates,
  file,
  isBasePath,
  isBucket,
  isNetwork,
  list,
  onOff,
  ROUTES,
  text,
  whole,
  withoutSlash,
} from "./envValues.ts";
import { BOT_RULES_FORMS, readBotRules } from "./net/botRules.ts";
import { readOrigin } from "./net/origins.ts";

const LEVELS = ["silent", "fatal", "error", "warn", "info", "debug", "trace"] as const;

const variables = {
  /** TCP port; 0 lets the system choose. */
  PORT: whole(0, 65535).default(2567),
  /**
   * Games that this server plays, by the names of their folders; players are offered the first one first.
   * Absent: all games.
   */
  GAMES: list("names of games, separated by commas", (part) => /^[a-z][a-z0-9-]*$/.test(part)).optional(),
  /** Address to listen on. Absent: all IPv4 addresses, or all addresses if the machine has no IPv4. */
  HOST: text("a host name or address").transform(bareHost).optional(),
  /**
   * host:port[/path] under which browsers reach this process, when it differs from the address of the page.
   */
  PUBLIC_ADDRESS: z
    .string()
    .transform((given, context) => {
      const parts = parseAddress(given);
      if (parts !== undefined) return formatAddress(parts.host, parts.port, parts.path);
      context.addIssue(
        "host:port or host:port/path, without a protocol; an IPv6 address in brackets, as in [2001:db8::1]:2567",
      );
      return z.NEVER;
    })
    .optional(),
  /** Whether a PUBLIC_ADDRESS that this process cannot connect to counts as wrong. */
  CHECK_PUBLIC_ADDRESS: onOff.default(true),
  /** Path prefix, if a proxy passes it on; a proxy that strips the prefix needs no setting. */
  BASE_PATH: z
    .string()
    .refine(isBasePath, `a path as in /skirmish, which does not begin with ${ROUTES.join(", ")}`)
    .transform(withoutSlash)
    .default(""),
  /** Redis that the processes of a cluster share. Absent: this process has no cluster. */
  REDIS_URL: z
    .string()
    .refine((value) => parseRedisUrl(value) !== undefined, REDIS_URL_FORMS)
    .optional(),
  /** Prefix of every key and channel in Redis; different prefixes are different clusters. */
  CLUSTER: z
    .string()
    .regex(/^[\w-]{1,32}$/, "1 to 32 letters, digits, - or _")
    .default("skirmish"),
  /** Authorities that sign the certificates of Redis and its Sentinels. Absent: those of Node. */
  REDIS_CA: certificates("the path of a PEM file with certificates").optional(),
  /** Client certificate for a Redis that requires one, and its key. */
  REDIS_CERT: certificates("the path of a PEM file with a certificate").optional(),
  REDIS_KEY: file("the path of a PEM file with a private key", createPrivateKey).optional(),
  /**
   * The first secret signs players' sessions, each of them verifies. Absent: generated at the start; kept in
   * Redis, or without Redis lost with the process.
   */
  AUTH_SECRET: list(
    "at least 32 characters; several, separated by commas, have that many each",
    (part) => part.length >= 32,
  ).optional(),
  /** Pages of other origins that may use the server. */
  ALLOWED_ORIGINS: list(
    "origins as in https://play.example, https://*.play.example (all names below it) or capacitor://localhost (an app's pages)," +
      " separated by commas",
    (part) => readOrigin(part) !== undefined,
  )
    .transform((parts) => parts.map((part) => readOrigin(part)!))
    .default([]),
  /** Refuses requests without an Origin, which admits only browsers. */
  REQUIRE_ORIGIN: onOff.default(false),
  /** Proxies whose X-Forwarded-For, -Host, -Port and -Proto are trusted. */
  TRUST_PROXY: list("addresses or networks as in 10.0.0.0/8, separated by commas", isNetwork).default([]),
  /**
   * How long an idle HTTP connection is kept, s: longer than any load balancer or proxy in front of the
   * server keeps it.
   */
  KEEP_ALIVE_SECONDS: whole(1, 3600).default(90),
  /** Refuses swear words as names, and masks them in chat. */
  PROFANITY_FILTER: onOff.default(true),
  /** Token of operators for /metrics, the console and orders. Absent: only this machine is admitted. */
  OPS_TOKEN: z.string().min(16, "at least 16 characters").optional(),
  /** Which of the clients that declare themselves bots may join. */
  ALLOW_BOTS: z
    .string()
    .refine((given) => readBotRules(given) !== undefined, BOT_RULES_FORMS)
    .default("on")
    .transform((given) => readBotRules(given)!),
  /**
   * Most players of this process; a core steps about a thousand, and further players are asked to come later.
   * Absent: 2000, or SWARM_CAPACITY if that is more.
   */
  MAX_CLIENTS_PER_PROCESS: whole(1, 100_000).optional(),
  /** Seats of a `swarm`; its world grows with them. More than a thousand need a fast core, or several. */
  SWARM_CAPACITY: whole(1, 4000).default(1000),
  /**
   * Threads that serve players' connections, at most one less than there are cores, and one on a single core,
   * where it gains nothing. 0: the rooms' thread serves them.
   */
  IO_THREADS: whole(0, Math.max(1, availableParallelism() - 1)).default(0),
  /** Longest time that a stopping process takes to hand over its rooms, s. */
  DRAIN_SECONDS: whole(0, 3600).default(60),
  /** A second port, which all processes of a local cluster share. */
  ENTRY_PORT: whole(0, 65535).optional(),
  /** Folder for match logs. Set, but empty: logs are off. */
  REPLAY_DIR: z.string().trim().default(".skirmish/replays"),
  /** Match logs older than this are deleted, days. 0: never. */
  REPLAY_DAYS: whole(0, 36_500).default(14),
  /** The oldest match logs are deleted while all together are larger than this, MB. 0: never. */
  REPLAY_MAX_MB: whole(0, 100_000_000).default(2000),
  /** S3-compatible bucket to which complete match logs are uploaded. Absent: they stay in the folder. */
  REPLAY_S3: z
    .string()
    .refine(isBucket, "https://HOST/BUCKET or https://HOST/BUCKET/PREFIX, without a name, password or query")
    .transform(withoutSlash)
    .optional(),
  /** Access key of the bucket, and its secret: they must allow list, get, put and delete. */
  REPLAY_S3_KEY: text("an access key").optional(),
  REPLAY_S3_SECRET: text("the secret of REPLAY_S3_KEY").optional(),
  /** Absent: the region in the address, or us-east-1. */
  REPLAY_S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, "the name of a region, as in eu-central-1 or auto")
    .optional(),
  /** Whether records of players are kept. */
  RECORDS: onOff.default(true),
  /** File for the records of a process without Redis. */
  RECORDS_FILE: text("a path").default(".skirmish/records.db"),
  /** Players without a finished round for this many days are deleted from the records. 0: never. */
  RECORDS_DAYS: whole(0, 36_500).default(365),
  /**
   * How far watchers are behind a running match, s: a player who watches its own match must not see the other
   * players' present places.
   */
  WATCH_DELAY: whole(0, 120).default(10),
  /** Most live watchers of this process. 0: live watching is off. */
  MAX_WATCHERS_PER_PROCESS: whole(0, 100_000).default(1000),
  LOG_LEVEL: z.enum(LEVELS, { error: `one of ${LEVELS.join(", ")}` }).default("info"),
} as const;

/** Names of all variables. */
export const VARIABLES: readonly string[] = Object.keys(variables);

const schema = z.object(variables).superRefine((env, context) => {
  const refuse = (name: keyof typeof env, message: string): void =>
    context.addIssue({ code: "custom", path: [name], message });
  for (const name of ["REDIS_CA", "REDIS_CERT", "REDIS_KEY"] as const)
    if (env[name] !== undefined && !parseRedisUrl(env.REDIS_URL ?? "")?.tls)
      refuse(name, "effect with rediss:// or rediss+sentinel:// in REDIS_URL only");
  if ((env.REDIS_CERT === undefined) !== (env.REDIS_KEY === undefined))
    refuse(env.REDIS_CERT === undefined ? "REDIS_KEY" : "REDIS_CERT", "REDIS_CERT and REDIS_KEY together");
  const { REPLAY_S3, REPLAY_S3_KEY, REPLAY_S3_SECRET } = env;
  if (REPLAY_S3 === undefined) {
    for (const name of ["REPLAY_S3_KEY", "REPLAY_S3_SECRET", "REPLAY_S3_REGION"] as const)
      if (env[name] !== undefined) refuse(name, "effect with REPLAY_S3 only");
  } else if (REPLAY_S3_KEY === undefined || REPLAY_S3_SECRET === undefined)
    refuse("REPLAY_S3", "effect with REPLAY_S3_KEY and REPLAY_S3_SECRET only");
  else if (env.REPLAY_DIR === "")
    refuse("REPLAY_S3", "effect with a REPLAY_DIR only, where logs are until they are uploaded");
});
const filled = schema.transform((env) => ({
  ...env,
  // A process admits a whole swarm, unless it is configured otherwise.
  MAX_CLIENTS_PER_PROCESS: env.MAX_CLIENTS_PER_PROCESS ?? Math.max(2000, env.SWARM_CAPACITY),
}));
export type Env = z.infer<typeof filled>;

/** Variables for which an empty string is a value. */
const EMPTY = new Set(["REPLAY_DIR"]);
/** Variables whose value must not be printed. */
const SECRET = new Set([
  "OPS_TOKEN",
  "REDIS_URL",
  "AUTH_SECRET",
  "REPLAY_S3",
  "REPLAY_S3_KEY",
  "REPLAY_S3_SECRET",
]);

/** An invalid value, explained for the operator. */
export class BadEnvironment extends Error {}

/**
 * @param from usually `process.env`; an empty string counts as absent, except for REPLAY_DIR
 * @throws BadEnvironment naming each variable, its value and the accepted values
 */
export function readEnv(from: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(
    Object.keys(variables).flatMap((name) =>
      from[name] || (EMPTY.has(name) && from[name] !== undefined) ? [[name, from[name]]] : [],
    ),
  );
  const result = filled.safeParse(given);
  if (result.success) return result.data;
  throw new BadEnvironment(
    result.error.issues
      .map(({ path: [name], message }) => {
        const value = SECRET.has(String(name)) ? "the given value" : JSON.stringify(given[String(name)]);
        return `${String(name)}: ${value} is not accepted; it takes ${message}`;
      })
      .join("; "),
  );
}
