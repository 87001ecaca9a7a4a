/**
 * `npm run soak -- --minutes M`: players join, play, drop, return and leave, rooms open and close, on a
 * server with Redis. Reports memory, handles, timers and Redis keys; exits with 1 when one of them does not
 * return to its first value.
 */
import { setTimeout as wait } from "node:timers/promises";
import { commandLine, usageError } from "../../tools/commandLine.ts";
import { startRedis } from "../support/redis.ts";
import { metricsOf } from "../support/rejections.ts";
import { startServer } from "../support/server.ts";
import { type Churned, churn } from "./churn.ts";
import { floorsOf, slopeOf } from "./slope.ts";

const EVERY_S = 5;
/**
 * Number of consecutive measurements of which the smallest counts, for memory: half a minute contains a full
 * garbage collection.
 */
const WINDOW = 6;
/** Seconds until the last seats and rooms have expired: a dropped player's seat is kept for 30. */
const COOL_DOWN_S = 45;
/** Allowed growth a minute after the warm-up. The heap of a fresh process grows for a while by itself. */
const MOST = { heap: 1, handles: 0.5 } as const;

const HELP = `Lets players and rooms come and go on a server with Redis, and looks for what grows.

  npm run soak -- [--minutes M]

  --minutes M   how long, above 0   2

Ends with 1 when memory, handles, timers or Redis keys grow.`;

const { values } = commandLine(HELP, { minutes: { type: "string", default: "2" } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) usageError("--minutes takes a number above 0");

const redis = await startRedis();
const { client } = redis;
const server = await startServer({ REDIS_URL: redis.url, NODE_OPTIONS: "--expose-gc" });

interface Sample {
  /** min */
  at: number;
  heap: number;
  rss: number;
  handles: number;
  timers: number;
  keys: number;
  channels: number;
  rooms: number;
  players: number;
}
const started = performance.now();
const samples: Sample[] = [];

async function sample(): Promise<Sample> {
  const text = await metricsOf(server.url);
  const sum = (name: string): number =>
    [...text.matchAll(new RegExp(`^${name}(?:{[^}]*})? (\\S+)`, "gm"))].reduce(
      (all, [, value]) => all + Number(value),
      0,
    );
  const resource = (type: string): number =>
    Number(new RegExp(`^nodejs_active_resources{type="${type}"} (\\d+)`, "m").exec(text)?.[1] ?? 0);
  return {
    at: (performance.now() - started) / 60_000,
    heap: sum("nodejs_heap_size_used_bytes") / 1e6,
    rss: sum("process_resident_memory_bytes") / 1e6,
    handles: sum("nodejs_active_handles_total"),
    timers: resource("Timeout"),
    keys: await client.dbsize(),
    channels: ((await client.pubsub("CHANNELS")) as string[]).length,
    rooms: sum("skirmish_rooms"),
    players: sum("skirmish_players"),
  };
}

const show = (name: string, { heap, rss, handles, timers, keys, channels, rooms, players }: Sample): void =>
  console.log(
    `${name.padEnd(10)} heap ${heap.toFixed(1)} MB · rss ${rss.toFixed(0)} MB · ${handles} handles · ${timers} timers · ` +
      `${keys} keys · ${channels} channels · ${rooms} rooms · ${players} players`,
  );

await wait(2000);
const before = await sample();
show("before", before);
const count: Churned = { players: 0, drops: 0, returns: 0 };
const end = performance.now() + minutes * 60_000;
const playing = churn(server.url, count, () => performance.now() < end);
while (performance.now() < end) {
  await wait(EVERY_S * 1000);
  samples.push(await sample());
  show(`${samples.at(-1)!.at.toFixed(1)} min`, samples.at(-1)!);
}
await playing;
await wait(COOL_DOWN_S * 1000);
const after = await sample();
show("after", after);

// The first third is the warm-up.
const warm = samples.slice(Math.floor(samples.length / 3));
const slope = (key: keyof Sample): number => {
  const list = key === "heap" || key === "rss" ? floorsOf(warm, WINDOW, (one) => one[key]) : warm;
  return slopeOf(
    list.map(({ at }) => at),
    list.map((one) => one[key]),
  );
};
console.log(
  `${count.players} players, ${count.drops} drops, ${count.returns} returns; a minute: ` +
    `heap ${slope("heap").toFixed(2)} MB, rss ${slope("rss").toFixed(2)} MB, handles ${slope("handles").toFixed(2)}, ` +
    `timers ${slope("timers").toFixed(2)}, keys ${slope("keys").toFixed(2)}`,
);
const faults = [
  ...(["rooms", "players", "channels", "keys"] as const).flatMap((key) =>
    after[key] > before[key] + (key === "keys" ? 2 : 0)
      ? [`${key}: ${before[key]} before, ${after[key]} after`]
      : [],
  ),
  ...(minutes >= 5 && slope("heap") > MOST.heap
    ? [`heap grows by ${slope("heap").toFixed(2)} MB a minute`]
    : []),
  ...(after.handles > before.handles + 3
    ? [`handles: ${before.handles} before, ${after.handles} after`]
    : []),
  ...(/"level":"(error|fatal)"/.test(server.log()) ? ["the server logged an error"] : []),
];
for (const fault of faults) console.error(fault);
await server.stop();
await redis.close();
process.exit(faults.length > 0 ? 1 : 0);
