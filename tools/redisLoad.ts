/**
 * `npm run redis-load -- redis://host:port [seconds]`: what a Redis has to do, counted by itself over some time. Run it beside a
 * cluster that plays; docs/operate.md reckons with its figures. It takes the forms of REDIS_URL, and REDIS_CA.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Redis } from "ioredis";
import { connectTo, readyWithin } from "../server/cluster/redis.ts";
import { BadEnvironment, readEnv } from "../server/env.ts";
import { commandLine, unfit } from "./commandLine.ts";

interface Reading {
  at: number;
  /** By command. Scripts count once, and what they call counts, too. */
  calls: Map<string, number>;
  /** s */
  cpu: number;
  /** Bytes in, out. */
  net: [number, number];
}

const HELP = `Counts what a Redis has to do while a cluster plays beside it.

  npm run redis-load -- URL [SECONDS]

  URL       in one of the forms of REDIS_URL, as in redis://localhost:6379
  SECONDS   how long   20

REDIS_CA, REDIS_CERT and REDIS_KEY are read from the environment.`;

const [url, seconds = "20"] = commandLine(HELP, {}, 2).positionals;
if (url === undefined) unfit("The URL of a Redis is missing");
if (!(Number(seconds) > 0)) unfit("SECONDS is a number above 0");
let redis: Redis | undefined;
try {
  const {
    REDIS_URL,
    CLUSTER,
    REDIS_CA: ca,
    REDIS_CERT: cert,
    REDIS_KEY: key,
  } = readEnv({ ...process.env, REDIS_URL: url });
  redis = connectTo(REDIS_URL!, CLUSTER, { ca, cert, key });
  await readyWithin(redis, 1000);
  const before = await read(redis);
  await wait(Number(seconds) * 1000);
  tell(before, await read(redis));
} catch (error) {
  const { message } = error as Error;
  // The address may hold a password.
  console.error(error instanceof BadEnvironment ? message : `${url.replace(/\/\/.*@/, "//")}: ${message}`);
  process.exitCode = 1;
}
redis?.disconnect();

async function read(redis: Redis): Promise<Reading> {
  const text = await redis.info("all");
  const field = (name: string) => Number(new RegExp(`^${name}:(.*)`, "m").exec(text)?.[1]);
  const calls = [...text.matchAll(/^cmdstat_(\S+):calls=(\d+)/gm)].map(
    ([, name, count]) => [name!, Number(count)] as const,
  );
  return {
    at: performance.now(),
    calls: new Map(calls),
    cpu: field("used_cpu_user") + field("used_cpu_sys"),
    net: [field("total_net_input_bytes"), field("total_net_output_bytes")],
  };
}

function tell(before: Reading, after: Reading): void {
  const passed = (after.at - before.at) / 1000;
  const rates = [...after.calls]
    .map(([name, calls]) => [name, (calls - (before.calls.get(name) ?? 0)) / passed] as const)
    .filter(([name, rate]) => rate > 0 && name !== "info")
    .sort((a, b) => b[1] - a[1]);
  const total = rates.reduce((sum, [, rate]) => sum + rate, 0);
  for (const [name, rate] of rates) console.log(`${rate.toFixed(1).padStart(10)}  ${name}`);
  const [read, written] = after.net.map((bytes, i) => ((bytes - before.net[i]!) / passed / 1000).toFixed(1));
  console.log(`${total.toFixed(1).padStart(10)}  commands a second, those inside scripts included`);
  console.log(`${((100 * (after.cpu - before.cpu)) / passed).toFixed(2).padStart(10)}  % of a core`);
  console.log(`${read!.padStart(10)}  kB/s in`);
  console.log(`${written!.padStart(10)}  kB/s out`);
}
