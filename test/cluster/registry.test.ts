/**
 * Processes that die, stop, or are lost from Redis: what is listed, and how long a player waits for a seat.
 */
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import { TestCluster } from "../support/cluster.ts";
import { untilAdmitted } from "../support/overload.ts";
import { percentile, requestSeat } from "../support/seats.ts";
import type { RunningServer } from "../support/server.ts";
import { type Stalls, watchStalls } from "../support/stalls.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
let stalls: Stalls;
beforeEach(async () => {
  cluster = await TestCluster.start(3);
  stalls = watchStalls();
});
afterEach(() => cluster.close());

/**
 * Bound for the median join, ms: most would exceed it if each waited for the silent process. On a machine
 * that stands still at times any of them is slow.
 */
const WAITED = 1500;
function areQuick(waits: number[]): void {
  if (stalls.found(cluster.allServers.map(({ log }) => log()))) return;
  expect(percentile(waits, 0.5), "p50 of a join, ms").toBeLessThan(WAITED);
}

const listed = (): Promise<string[]> => cluster.redis.client.hkeys("skirmish:roomcaches");

/** Opens a room on each process. @returns which process has which room */
async function aRoomOnEach(): Promise<Map<RunningServer, string>> {
  const rooms = new Map<RunningServer, string>();
  const ids = new Map<string, RunningServer>();
  for (const server of cluster.servers) ids.set(await cluster.idOf(server), server);
  let asked = 0;
  const create = async () => {
    const { status, room, process } = await requestSeat(
      cluster.servers[asked++ % cluster.servers.length]!.url,
      "arena",
      "create",
    );
    if (status === 200) rooms.set(ids.get(process!)!, room!);
    // The busiest process is left out for a while, and the rate of reservations is limited.
    else await wait(1000);
    // Without players the first rooms may have closed again meanwhile.
    const open = await listed();
    for (const [server, room] of rooms) if (!open.includes(room)) rooms.delete(server);
    return rooms.size === cluster.servers.length;
  };
  await until(create, "a room on each process");
  return rooms;
}

/** Rooms with players stay open. */
const playIn = (rooms: Map<RunningServer, string>): Promise<SkirmishSession[]> =>
  Promise.all([...rooms].map(([{ url }, at], i) => join({ url, room: "arena", name: `Player-${i}`, at })));

/** Makes a room the fullest, so that it is asked first. */
async function fill(room: string): Promise<void> {
  for (let i = 0; i < 5; i++) await requestSeat(cluster.servers[0]!.url, room, "joinById");
}

/**
 * Requests many seats, one after the other, from the living processes. An overloaded one may refuse, and is
 * asked again.
 * @returns how long each answer took, ms
 */
async function askMany(count: number): Promise<number[]> {
  const waits: number[] = [];
  for (let i = 0; i < count; i++)
    await untilAdmitted(async () => {
      const { status, ms, error } = await requestSeat(cluster.servers[i % cluster.servers.length]!.url);
      waits.push(ms);
      if (status !== 200) throw new Error(`${status} ${error}`);
    });
  return waits;
}

const printTimes = (what: string, waits: number[]): void =>
  console.log(
    `${what}: p50 ${percentile(waits, 0.5).toFixed(0)}, p90 ${percentile(waits, 0.9).toFixed(0)}, ` +
      `max ${Math.max(...waits).toFixed(0)} ms of ${waits.length} joins`,
  );

describe("[CL3] a process that is killed", () => {
  it("is removed from the list with its rooms, and no request for a seat waits for it", async () => {
    const rooms = await aRoomOnEach();
    const victim = cluster.servers.at(-1)!;
    const id = await cluster.idOf(victim);
    const stray = rooms.get(victim)!;
    await fill(stray);
    expect(await listed()).toContain(stray);
    const killed = await cluster.kill(victim);
    const swept = until(async () => !(await listed()).includes(stray), "its rooms to be swept").then(() =>
      console.log(`stray listings gone after ${((performance.now() - killed) / 1000).toFixed(1)} s`),
    );
    // From this moment on: its rooms are still listed, and the fullest are asked first.
    const waits = await askMany(100);
    printTimes("joins beside a dead process", waits);
    await swept;
    await until(
      async () => !(await cluster.status()).processes.some((one) => one.id === id),
      "all processes to know that it is gone",
    );
    expect(await cluster.redis.client.hkeys("skirmish:roster")).not.toContain(id);
    // The framework alone waits 2 s for a dead process each time, and lists its rooms for ever.
    areQuick(waits);
  });
});

describe("[CL3] a process that is stopped", () => {
  it("is passed over meanwhile, and listed again with its rooms once it wakes", async () => {
    const rooms = await aRoomOnEach();
    const stopped = cluster.servers.pop()!;
    const room = rooms.get(stopped)!;
    await fill(room);
    stopped.process.kill("SIGSTOP");
    try {
      const waits = await askMany(60);
      printTimes("joins beside a stopped process", waits);
      await until(async () => !(await listed()).includes(room), "its rooms to be swept");
      // The first request to it waits; further ones pass it over.
      areQuick(waits);
    } finally {
      stopped.process.kill("SIGCONT");
      cluster.servers.push(stopped);
    }
    await until(async () => (await cluster.status()).processes.length === 3, "the process to be back");
    await until(async () => (await listed()).includes(room), "its room to be listed again");
  });
});

it("[CL4] after Redis has lost all data every process and room is listed again", async () => {
  const rooms = await aRoomOnEach();
  const players = await playIn(rooms);
  const isListed = async () => {
    const open = await listed();
    return [...rooms.values()].every((room) => open.includes(room));
  };
  await until(isListed, "the rooms to be listed");
  await cluster.redis.flush();
  const flushed = performance.now();
  // Rooms without players may close meanwhile; these do not.
  await until(isListed, "the rooms to be listed again");
  await until(async () => (await cluster.status()).processes.length === 3, "the processes to be known again");
  console.log(`all listed again after ${(performance.now() - flushed).toFixed(0)} ms`);
  await until(async () => (await requestSeat(cluster.servers[0]!.url)).status === 200, "a seat");
  await Promise.all(players.map((session) => session.leave()));
});

it("[CL3] a listing without a living process is swept", async () => {
  const listing = {
    roomId: "ghost",
    processId: "nobody",
    name: "arena",
    clients: 1,
    maxClients: 64,
    locked: false,
  };
  await cluster.redis.client.hset("skirmish:roomcaches", "ghost", JSON.stringify(listing));
  expect((await requestSeat(cluster.servers[0]!.url)).room).not.toBe("ghost");
  await until(async () => !(await listed()).includes("ghost"), "the stray listing to be swept");
});

it("[CL4] a listing that is stale, or names a process that does not have the room, is corrected", async () => {
  const rooms = await aRoomOnEach();
  const players = await playIn(rooms);
  const [mine, theirs] = [...rooms.values()] as [string, string];
  const { client } = cluster.redis;
  const read = async (room: string) => JSON.parse((await client.hget("skirmish:roomcaches", room))!);
  const { processId } = await read(theirs);
  await client.hset("skirmish:roomcaches", mine, JSON.stringify({ ...(await read(mine)), clients: 60 }));
  // Where the machine is slow, the listing may be gone for a moment.
  await until(async () => (await read(mine).catch(() => {}))?.clients < 60, "the count to be corrected");
  const { processId: owner, epoch } = await read(mine);
  await client.hset(
    "skirmish:roomcaches",
    ...[mine, JSON.stringify({ ...(await read(mine)), processId, epoch: epoch + 1 })],
  );
  await until(async () => (await read(mine).catch(() => {}))?.processId === owner, "the owner to be listed");
  await Promise.all(players.map((session) => session.leave()));
});
