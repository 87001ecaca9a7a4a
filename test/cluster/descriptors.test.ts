/** A process without free file descriptors refuses new players, and keeps its matches. */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { type RunningServer, wasStopped } from "../support/server.ts";
import { until } from "../support/until.ts";

/** Limit of the small process: more than it uses at the start, fewer than the sockets that come. */
const DESCRIPTORS = 160;
const SOCKETS = 200;

let cluster: TestCluster;
const sockets: Socket[] = [];
beforeAll(async () => {
  cluster = await TestCluster.start(1);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(() => cluster.close());

/** @returns a player in a swarm on `owner`, and checks of the owner's lease */
async function playOn(
  owner: RunningServer,
): Promise<{ session: SkirmishSession; room: string; land: () => void }> {
  const others = cluster.servers.filter((server) => server !== owner);
  // The match opens on the process with the most headroom, so the others are killed.
  for (const server of others) await cluster.kill(server);
  const session = await join({ url: owner.url, room: "swarm", name: "Ada" });
  await cluster.add();
  const land = fly(session);
  await until(() => session.stats.patches > 60, "Ada to play");
  return { session, room: session.roomId, land };
}

/**
 * Waits for several renewals of the room's lease and heartbeats of the process.
 * @throws when another process owns the room, and not because the machine has stopped the owner for a while
 */
async function keepsItsLease(owner: RunningServer, room: string): Promise<void> {
  const { client } = cluster.redis;
  const key = `skirmish:room:${room}`;
  const id = (await client.hget(key, "owner"))!;
  const [epoch, soFar] = [cluster.epochOf(room), owner.log().length];
  const renewals = new Set<string>();
  const beats = new Set<string>();
  await until(async () => {
    const [now, last, renewed] = await client.hmget(key, "owner", "epoch", "renewed");
    if (now !== id || Number(last) !== epoch)
      await until(() => wasStopped(owner, soFar), "the owner to say why it has lost the room");
    renewals.add(renewed!);
    beats.add((await client.zscore("skirmish:leases", id)) ?? "none");
    return renewals.size > 15 && beats.size > 5;
  }, "renewals and heartbeats");
  if (!wasStopped(owner, soFar)) expect([...beats], "the process never counts as dead").not.toContain("none");
  expect(owner.log()).not.toMatch(/EMFILE.*uncaught error|"level":"fatal"/);
}

it("[HO2] a process that has used up its file descriptors keeps its leases, its matches and its players", async () => {
  const owner = await cluster.add();
  const { session, room, land } = await playOn(owner);
  const { pid } = owner.process;
  // None is left, not even the reserved ones.
  const open = readdirSync(`/proc/${pid}/fd`).map(Number);
  const limit = Math.max(...open) + 1;
  execFileSync("prlimit", ["--pid", String(pid), `--nofile=${limit}:`]);
  // Some may be closed meanwhile.
  await fill(owner, limit - open.length + 64);
  const { tick } = session.state;
  const soFar = owner.log().length;
  const asked = cluster.where(room, cluster.servers.at(-1));
  await keepsItsLease(owner, room);
  const where = await asked;
  if (where !== 503 && !wasStopped(owner, soFar))
    expect(where).toMatchObject({ address: new URL(owner.url).host });
  await until(() => session.state.tick > tick + 60, "Ada to play on");
  if (!wasStopped(owner, soFar)) expect(session.stats.returns).toBe(0);
  land();
  execFileSync("prlimit", ["--pid", String(pid), "--nofile=4096:"]);
  await session.leave();
  await cluster.kill(owner);
});

it("[HO2] connections never take the descriptors that a process needs to reconnect to Redis", async () => {
  const owner = await cluster.add({}, undefined, DESCRIPTORS);
  const { session, room, land } = await playOn(owner);
  const soFar = owner.log().length;
  await fill(owner, SOCKETS);
  expect(readdirSync(`/proc/${owner.process.pid}/fd`).length).toBeLessThan(DESCRIPTORS - 32);
  await until(() => owner.log().includes("raise its limit"), "the log to say what to do");
  const { client } = cluster.redis;
  await client.client("KILL", "TYPE", "normal", "SKIPME", "yes");
  await client.client("KILL", "TYPE", "pubsub");
  await keepsItsLease(owner, room);
  if (!wasStopped(owner, soFar)) expect(session.stats.returns).toBe(0);
  for (const socket of sockets.splice(0)) socket.destroy();
  // On a busy machine it may be overloaded, and not ready.
  await until(() => fetch(`${owner.url}/readyz`).catch(() => undefined), "it to be asked again");
  const headers = cluster.operator;
  const metrics = await (await fetch(`${owner.url}/metrics`, { headers })).text();
  expect(metrics).toMatch(/skirmish_rejected_total\{reason="connections"\} [1-9]/);
  land();
  await session.leave();
});

/** Opens connections until the process refuses one. */
async function fill(owner: RunningServer, count: number): Promise<void> {
  const { hostname, port } = new URL(owner.url);
  let closed = 0;
  for (let i = 0; i < count; i++) {
    const socket = connect(Number(port), hostname);
    socket.on("error", () => {});
    socket.once("close", () => closed++);
    sockets.push(socket);
  }
  await until(() => closed > 0, "a connection to be refused");
}
