/**
 * `npm run redis-load -- redis://host:port [seconds]`: measures the load of a Redis by its own counters. Run
 * it while a cluster plays; docs/operate.md uses its figures. It accepts all forms of REDIS_URL, and reads
 * REDIS_CA, REDIS_CERT and REDIS_KEY.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Redis } from "ioredis";
import { connectTo, readyWithin } from "../server/cluster/redis.ts";
import { BadEnvironment, readEnv } from "../server/env.ts";
import { commandLine, usageError } from "./commandLine.ts";

interface Reading {
  at: number;
  /** Number of calls by command. A script counts once, and the commands that it calls count as well. */
  calls: Map<string, number>;
  /** CPU time, s. */
  cpu: number;
  /** Bytes received, bytes sent. */
  net: [number, number];
}

const HELP = `Measures the load of a Redis while a cluster uses it.

  npm run redis-load -- URL [SECONDS]

  URL       address in any form of REDIS_URL, such as redis://localhost:6379
  SECONDS   duration   20

REDIS_CA, REDIS_CERT and REDIS_KEY are read from the environment.`;

const [url, seconds = "20"] = commandLine(HELP, {}, 2).positionals;
if (url === undefined) usageError("The URL of the Redis is missing");
if (!(Number(seconds) > 0)) usageError(`SECONDS "${seconds}": expected a number above 0`);
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
  printLoad(before, await read(redis));
} catch (error) {
  const { message } = error as Error;
  // The credentials are removed, because the address may contain a password.
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

function printLoad(before: Reading, after: Reading): void {
  const passed = (after.at - before.at) / 1000;
  const rates = [...after.calls]
    .map(([name, calls]) => [name, (calls - (before.calls.get(name) ?? 0)) / passed] as const)
    .filter(([name, rate]) => rate > 0 && name !== "info")
    .sort((a, b) => b[1] - a[1]);
  const total = rates.reduce((sum, [, rate]) => sum + rate, 0);
  for (const [name, rate] of rates) console.log(`${rate.toFixed(1).padStart(10)}  ${name}`);
  const [read, written] = after.net.map((bytes, i) => ((bytes - before.net[i]!) / passed / 1000).toFixed(1));
  console.log(`${total.toFixed(1).padStart(10)}  commands a second, including those inside scripts`);
  console.log(`${((100 * (after.cpu - before.cpu)) / passed).toFixed(2).padStart(10)}  % of a core`);
  console.log(`${read!.padStart(10)}  kB/s in`);
  console.log(`${written!.padStart(10)}  kB/s out`);
}
