/**
 * An owner is stopped, its room taken over, and the owner woken: it must notice that it is not the owner any
 * more.
 */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import { LEASES } from "../../server/cluster/beat.ts";
import { CLOSE } from "../../shared/protocol.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { wasStopped } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

/** Far longer than a lease, so that every timeout has expired. */
const STOPPED = 8000;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start(2);
});
afterAll(() => cluster.close());

it("[SV2][SV5] an owner that was stopped writes nothing when it wakes, and sends its remaining clients after the match", async () => {
  const { url } = cluster.servers[0]!;
  const session = await join({ url, room: "arena", name: "Ada" });
  const land = fly(session);
  // A client without a silence timeout: it stays connected to the owner.
  const stock = await stockPlayer(url, "Stock");
  stock.room.reconnection.enabled = false;
  const left: number[] = [];
  stock.room.onLeave((code) => left.push(code));
  await until(() => session.stats.patches > 60, "Ada to play");
  const room = session.roomId;
  const owner = await cluster.ownerOf(room);
  const target = cluster.servers.find((server) => server !== owner)!;
  const [ownerId, targetId] = [await cluster.idOf(owner), await cluster.idOf(target)];
  const key = `skirmish:room:${room}`;
  const lost = () => owner.log().split("room lost to another process").length;

  const [epoch, before] = [cluster.epochOf(room), lost()];
  const { returns } = session.stats;
  owner.process.kill("SIGSTOP");
  const stopped = wait(STOPPED);
  try {
    await until(() => session.link.state === "playing" && session.stats.returns > returns, "Ada to be back");
    await stopped;
  } finally {
    owner.process.kill("SIGCONT");
  }
  const writers = new Set<string>();
  const listed = new Set<number>();
  const end = performance.now() + 1000;
  await until(async () => {
    const [id, now] = await cluster.redis.client.hmget(key, "owner", "epoch");
    if (Number(now) <= epoch) writers.add(`${id} ${now}`);
    // A process that sends no heartbeat for 2 s loses its listings with its lease.
    const [[, has], [, lease]] = (await cluster.redis.client
      .multi()
      .hexists("skirmish:roomcaches", room)
      .zscore(`skirmish:${LEASES}`, id!)
      .exec()) as [[null, number], [null, string | null]];
    if (lease !== null) listed.add(has);
    return performance.now() > end && left.length > 0 && lost() > before;
  }, "the owner to give way");

  expect([...listed], "whether the room was listed, at any time").toEqual([1]);
  expect(left, "the close code of the remaining client").toEqual([CLOSE.comeBack]);
  expect([...writers], "writers under the old epoch after the owner woke").toEqual([]);
  const owners = cluster.owned().filter((one) => one.room === room && one.epoch >= epoch);
  expect(owners.slice(0, 2)).toMatchObject([{ epoch, process: ownerId }, { process: targetId }]);
  expect(new Set(owners.map((one) => one.epoch)).size, "owners, each with an epoch of its own").toBe(
    owners.length,
  );
  const { tick } = session.state;
  await until(() => session.state.tick > tick + 60, "the match to go on");
  await until(async () => (await cluster.ownerNow(room)) === target, "the owner to have released the room");
  expect(await cluster.located(room, owner), "the owner knows the new owner").toMatchObject({
    process: targetId,
  });
  const listings = async () => (await cluster.rooms()).map(({ id, process }) => `${id} ${process}`);
  await until(async () => (await listings()).join() === `${room} ${targetId}`, "the room to be listed once");
  const late = await join({ url: owner.url, room: "arena", name: "Late" });
  expect(
    late.state.ships.has(session.key) || late.state.crowd > 1,
    "a client that asks the former owner gets its seat",
  ).toBe(true);
  land();
  await Promise.all([session.leave(), late.leave()]);
});

it("[SV7] a living owner that Redis cannot reach keeps its room and its players", async () => {
  const link = await EmulatedLink.to(cluster.redis.url);
  const owner = await cluster.add({ REDIS_URL: link.url.replace(/^http/, "redis") });
  await Promise.all(
    [...cluster.servers].filter((server) => server !== owner).map((server) => cluster.kill(server)),
  );
  const session = await join({ url: owner.url, room: "swarm", name: "Eve" });
  const other = await cluster.add();
  const land = fly(session);
  await until(() => session.stats.patches > 60, "Eve to play");
  const room = session.roomId;
  const epoch = () => cluster.redis.client.hget(`skirmish:room:${room}`, "epoch");
  const before = await epoch();

  const soFar = owner.log().length;
  const isStopped = () => wasStopped(owner, soFar);
  link.goSilent();
  const { tick } = session.state;
  const { host } = new URL(owner.url);
  // Long after the lease has expired.
  for (let i = 0; i < 8; i++) {
    const where = await cluster.where(room, other);
    // If the owner was too slow to answer, its room may be unknown for a moment; no other process has it.
    if (typeof where === "number") expect(where).toBe(503);
    else if (where.address !== host) await until(isStopped, "the owner to say why its room has moved");
    await wait(500);
  }
  await until(() => session.state.tick > tick + 60, "play to go on while the owner is cut off");
  link.cut();
  link.mend();
  const mended = session.state.tick;
  await until(() => session.state.tick > mended + 60, "play to go on");
  if (!isStopped()) expect(await epoch(), "no other process ever owned it").toBe(before);
  land();
  await session.leave();
  await link.close();
});
