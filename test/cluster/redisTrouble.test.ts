/** Redis is away, hangs, comes back empty, or is unreachable for one process: matches continue. */
import type { ChildProcess } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { requestSeat } from "../support/seats.ts";
import type { RunningServer } from "../support/server.ts";
import { type Stalls, watchStalls } from "../support/stalls.ts";
import { stockPlayer, stockReturn } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

/** An outage of a minute is optional: `LONG_OUTAGE=60 npm test -- redisTrouble`. */
const LONG = Number(process.env.LONG_OUTAGE ?? 6);

let cluster: TestCluster;
let link: EmulatedLink;
let cutOff: RunningServer;
let sessions: SkirmishSession[];
let landings: (() => void)[];

beforeAll(async () => {
  cluster = await TestCluster.start(1);
  link = await EmulatedLink.to(cluster.redis.url.replace("redis:", "http:"));
  // A breakable link connects the second process to Redis.
  cutOff = await cluster.add({ REDIS_URL: link.url.replace("http:", "redis:") });
  sessions = [];
  for (const { url } of cluster.servers) sessions.push(await join({ url, room: "arena", name: "Ada" }));
  landings = sessions.map(fly);
  await until(() => sessions.every(({ stats }) => stats.patches > 30), "all players to play");
});
afterAll(async () => {
  for (const land of landings ?? []) land();
  await Promise.all((sessions ?? []).map((session) => session.leave()));
  await cluster?.close();
  await link?.close();
});

// A test that fails half-way leaves no broken link behind.
afterEach(() => link.mend());

/** Length of each process's log at the start of the test. */
const logged = new Map<ChildProcess, number>();
/** Lost connections of each session before the test. */
let drops: number[];
let stalls: Stalls;
beforeEach(async () => {
  await until(() => sessions.every((one) => one.link.state === "playing"), "all players to play");
  for (const { process, log } of cluster.servers) logged.set(process, log().length);
  drops = sessions.map(({ stats }) => stats.drops);
  stalls = watchStalls();
});
/** @returns what a process has logged in this test */
const sinceBegin = ({ process, log }: RunningServer): string => log().slice(logged.get(process));

const seat = (server: RunningServer) => requestSeat(server.url);

/**
 * During a fault matchmaking refuses at once, and players notice nothing.
 * @returns the longest time until a refusal, ms
 */
async function refusesFor(seconds: number, servers: RunningServer[]): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let longest = 0;
  while (performance.now() < end) {
    for (const server of servers) {
      const { status, ms } = await seat(server);
      expect(status).toBe(503);
      longest = Math.max(longest, ms);
    }
    await wait(100);
  }
  const [server] = servers as [RunningServer];
  await until(async () => {
    const ready = await fetch(`${server.url}/readyz`);
    const { reason } = (await ready.json()) as { reason?: string };
    return ready.status === 503 && reason === "cut off from Redis";
  }, "it to say why it is not ready");
  return longest;
}

/** @returns ms from now until all processes give seats again */
async function recovers(): Promise<number> {
  const mended = performance.now();
  for (const server of cluster.servers)
    await until(async () => (await seat(server)).status === 200, "seats to be given again");
  const took = performance.now() - mended;
  for (const server of cluster.servers)
    await until(
      async () => (await cluster.status(server)).processes?.length === 2,
      "the processes to know each other again",
    );
  return took;
}

async function recoveredUnnoticed(what: string, longest: number, took: number): Promise<void> {
  console.log(`${what}: refused in ${longest.toFixed(0)} ms at most, recovered after ${took.toFixed(0)} ms`);
  const patches = sessions.map(({ stats }) => stats.patches);
  await until(() => sessions.every(({ stats }, i) => stats.patches > patches[i]! + 10), "the game to go on");
  // On a machine that stands still for a while connections are lost without a fault.
  const isSlow = stalls.found(cluster.servers.map(sinceBegin));
  if (!isSlow) expect(sessions.map(({ stats }) => stats.drops)).toEqual(drops);
  await until(() => sessions.every((one) => one.link.state === "playing"), "all players to play");
  for (const server of cluster.servers) {
    expect(server.process.exitCode, "no process has ended").toBeNull();
    const faults = sinceBegin(server)
      .split("\n")
      .filter((line) => /unhandled rejection|fault in|"level":"error"/.test(line))
      // A slow machine may need more than 3 s until a process receives requests again.
      .filter((line) => !(isSlow && line.includes("seat check fails")));
    expect(faults).toEqual([]);
  }
  for (const { url } of cluster.servers) {
    const metrics = await (await fetch(`${url}/metrics`, { headers: cluster.operator })).text();
    expect(metrics).toContain("skirmish_redis_up 1");
  }
  if (isSlow) return;
  // Without the circuit breaker a refusal takes 6.5 s and more.
  expect(longest, "ms until a refusal").toBeLessThan(5000);
  expect(took, "ms until recovery").toBeLessThan(15_000);
}

for (const [what, seconds] of [
  ["hangs for 1 s", 1],
  [`hangs for ${LONG} s`, LONG],
] as const)
  it(`[CL5] Redis ${what}`, async () => {
    cluster.redis.pause();
    const longest = await refusesFor(seconds, cluster.servers).finally(cluster.redis.resume);
    await recoveredUnnoticed(`Redis ${what}`, longest, await recovers());
    // No lease could be renewed meanwhile; that does not count as a death.
    for (const server of cluster.servers) expect(sinceBegin(server)).not.toContain("processes have died");
  });

it(`[CL5] Redis is gone for ${LONG} s and comes back empty`, async () => {
  await cluster.redis.stop();
  const longest = await refusesFor(LONG, cluster.servers);
  await cluster.redis.start();
  await recoveredUnnoticed("Redis empty after an outage", longest, await recovers());
  await until(async () => (await cluster.rooms()).length > 0, "the rooms to be listed again");
});

it("[CL5] players that drop, join or leave while Redis is away affect no other player", async () => {
  const [first] = cluster.servers as [RunningServer];
  const byLink = await EmulatedLink.to(first.url);
  const bob = await join({ url: first.url, room: "arena", name: "Bob" });
  const cid = await join({ url: first.url, room: "arena", name: "Cid" });
  const land = [bob, cid].map(fly);
  const dan = await stockPlayer(first.url, "Dan");
  const { roomId, reconnectionToken } = dan.room;
  const owner = (await cluster.ownerOf(roomId))!;
  await cluster.redis.stop();
  await until(async () => (await seat(owner)).status === 503, "the outage to be noticed");
  dan.room.reconnection.enabled = false;
  dan.room.connection.close();
  const back = await stockReturn(owner.url, reconnectionToken);
  expect(back.roomId, "a stock client returns through matchmaking").toBe(roomId);
  await back.leave();
  await bob.leave();
  await expect(join({ url: first.url, room: "arena", name: "Eve" })).rejects.toThrow(/try again/);
  await until(() => cid.stats.patches > 60, "Cid to play on");
  await cluster.redis.start();
  const took = await recovers();
  if (!stalls.found(cluster.servers.map(sinceBegin))) expect(cid.stats.drops).toBe(0);
  for (const stop of land) stop();
  await cid.leave();
  await recoveredUnnoticed("with joins and leaves", 0, took);
  await byLink.close();
});

for (const [what, cut] of [
  ["silently, as by a broken network switch", false],
  ["with its connections reset", true],
] as const)
  it(`[CL5] one process is cut off from Redis ${what}: it plays on, and the other one admits players`, async () => {
    link.goSilent();
    if (cut) link.cut();
    const [other] = cluster.servers as [RunningServer];
    await until(async () => (await seat(cutOff)).status === 503, "the cut to be noticed");
    const longest = await refusesFor(4, [cutOff]);
    await until(async () => (await seat(other)).status === 200, "the other process to give seats");
    await until(
      async () => (await cluster.status(other)).processes.length === 1,
      "the process that is cut off not to be counted",
    );
    link.mend();
    await recoveredUnnoticed(`one process cut off ${what}`, longest, await recovers());
  });
