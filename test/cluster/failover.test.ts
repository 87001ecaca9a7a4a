/**
 * Redis fails over: demoted by hand behind an address that moves, or its master killed while Sentinels watch.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import { OPS_TOKEN } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { type MovingAddress, movingAddress } from "../support/movingAddress.ts";
import { freePort } from "../support/ports.ts";
import { startRedis, type TestRedis } from "../support/redis.ts";
import { requestSeat } from "../support/seats.ts";
import { startSentinel, type TestSentinel } from "../support/sentinel.ts";
import { type RunningServer, startServer, wasStopped } from "../support/server.ts";
import { until } from "../support/until.ts";

/** A Redis and its replica. */
async function startPair(): Promise<[TestRedis, TestRedis]> {
  // By default it would wait for more replicas before it sends the data.
  const [master, replica] = await Promise.all([
    startRedis(["--repl-diskless-sync-delay", "0"]),
    startRedis(),
  ]);
  await replica.client.replicaof("127.0.0.1", master.port);
  await until(
    async () => (await replica.client.info("replication")).includes("master_link_status:up"),
    "the replica to be in sync",
  );
  return [master, replica];
}

const startTwo = (REDIS_URL: string): Promise<RunningServer[]> =>
  Promise.all(
    [1, 2].map(async () => {
      const port = String(await freePort());
      return await startServer({
        ...{ REDIS_URL, OPS_TOKEN, PORT: port, PUBLIC_ADDRESS: `127.0.0.1:${port}` },
        AUTH_SECRET: "the-secret-of-a-test-that-all-processes-know",
      });
    }),
  );

async function stopAll(servers: RunningServer[]): Promise<void> {
  for (const { process } of servers) process.kill("SIGKILL");
}

/** All processes give seats in the same room: so they reach each other. */
async function serves(servers: RunningServer[]): Promise<void> {
  for (const { url } of servers)
    await until(async () => (await requestSeat(url)).status === 200, "seats to be given again");
  await until(async () => {
    const rooms = await Promise.all(servers.map(async ({ url }) => (await requestSeat(url)).room));
    return rooms[0] !== undefined && rooms[0] === rooms[1];
  }, "all processes to give seats in one room");
}

/** The connection holds, unless the machine has stopped a process for a while: then the player comes back. */
async function playsOn(session: SkirmishSession, servers: RunningServer[]): Promise<void> {
  const { patches } = session.stats;
  await until(() => session.stats.patches > patches + 10, "the game to go on");
  await until(() => session.link.state === "playing", "the player to play");
  if (!servers.some((one) => wasStopped(one))) expect(session.stats.drops).toBe(0);
}

/**
 * @returns lines that report a fault, except that a process of a busy machine was too slow to open a room
 * (CL14)
 */
const faultsIn = (log: string): string[] =>
  log
    .split("\n")
    .filter((line) => /"level":"error"|fault in matchmaking/.test(line))
    .filter((line) => !line.includes("seat check fails"));

describe("a Redis that is demoted while its address moves to the new master", () => {
  let pair: [TestRedis, TestRedis];
  let address: MovingAddress;
  let servers: RunningServer[] = [];
  beforeAll(async () => {
    pair = await startPair();
    address = await movingAddress(pair[0].port);
    servers = await startTwo(address.url);
  });
  afterAll(async () => {
    await stopAll(servers);
    address?.close();
    await Promise.all(pair?.map((redis) => redis.close()) ?? []);
  });

  it("[RS3] is replaced by the new master: seats are given again, and players notice nothing", async () => {
    const [old, next] = pair;
    const session = await join({ url: servers[0]!.url, room: "arena", name: "Ada" });
    const land = fly(session);
    await until(() => session.stats.patches > 30, "Ada to play");
    await next.client.replicaof("NO", "ONE");
    address.to(next.port);
    await old.client.replicaof("127.0.0.1", next.port);
    await until(async () => {
      const clients = String(await old.client.client("LIST")).split("\n");
      return clients.every((line) => !/cmd=evalsha|sub=[1-9]/.test(line));
    }, "the old Redis to have no connections");
    await serves(servers);
    await playsOn(session, servers);
    for (const { log } of servers) {
      expect(log()).toContain("Redis takes no writes");
      expect(faultsIn(log())).toEqual([]);
    }
    land();
    await session.leave();
  });

  it("[RS3] while there is no master, seats are refused with 503 and attempts go on", async () => {
    const [old, next] = pair;
    const [master] = String((await old.client.role())[0]) === "master" ? [old] : [next];
    await master!.client.replicaof("127.0.0.1", "1");
    for (const { url } of servers)
      await until(async () => (await requestSeat(url)).status === 503, "seats to be refused");
    await master!.client.replicaof("NO", "ONE");
    await serves(servers);
    for (const { log } of servers) expect(faultsIn(log())).toEqual([]);
  });
});

describe("a Redis behind Sentinels", () => {
  let pair: [TestRedis, TestRedis];
  let sentinel: TestSentinel;
  let servers: RunningServer[] = [];
  beforeAll(async () => {
    pair = await startPair();
    sentinel = await startSentinel(pair[0].port);
    // No Sentinel listens at the first address.
    servers = await startTwo(
      `redis+sentinel://127.0.0.1:${await freePort()},127.0.0.1:${sentinel.port}/arena`,
    );
    await until(
      async () => (await sentinel.ask("SENTINEL replicas arena")).includes(String(pair[1].port)),
      "Sentinel to know the replica",
    );
  });
  afterAll(async () => {
    await stopAll(servers);
    await sentinel?.close();
    await Promise.all(pair?.map((redis) => redis.close()) ?? []);
  });

  it("[RS3] whose master is killed: the match continues, and seats are given again once the replica is promoted", async () => {
    const session = await join({ url: servers[0]!.url, room: "arena", name: "Bob" });
    const land = fly(session);
    await until(() => session.stats.patches > 30, "Bob to play");
    await pair[0].stop();
    // The replica may be promoted before a seat is asked for.
    await until(() => servers[0]!.log().includes('"msg":"no connection to Redis"'), "the loss to be logged");
    await serves(servers);
    await playsOn(session, servers);
    const clients = async () => String(await pair[1].client.client("LIST"));
    await until(async () => / sub=[1-9]/.test(await clients()), "a process to listen there");
    for (const { log } of servers) expect(faultsIn(log())).toEqual([]);
    land();
    await session.leave();
  });

  it("[RS1] that do not know the name of the master stop the start with one line", async () => {
    const failed = await startServer({
      REDIS_URL: `redis+sentinel://127.0.0.1:${sentinel.port}/areena`,
      OPS_TOKEN,
    }).catch((error: Error) => error);
    expect(String(failed)).toMatch(
      /skirmish: REDIS_URL: the Sentinel at 127\.0\.0\.1:\d+ knows no master areena; .*/,
    );
  });
});
