/** A lagging replica of Redis is promoted: it has older owners on record than there are. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { type MovingAddress, movingAddress } from "../support/movingAddress.ts";
import { startRedis, type TestRedis } from "../support/redis.ts";
import { type RunningServer, wasStopped } from "../support/server.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
let replica: TestRedis;
/** The link between the replica and its master. */
let replication: EmulatedLink;
/** Where each process finds its Redis. */
let addresses: MovingAddress[];
beforeEach(async () => {
  cluster = await TestCluster.start(0);
  replica = await startRedis();
  replication = await EmulatedLink.to(cluster.redis.url.replace("redis:", "http:"));
  addresses = await Promise.all([1, 2, 3].map(() => movingAddress(cluster.redis.port)));
  await replica.client.replicaof("127.0.0.1", new URL(replication.url).port);
  for (const { url } of addresses) await cluster.add({ REDIS_URL: url });
});
afterEach(async () => {
  await cluster.close();
  for (const address of addresses) address.close();
  await replication.close();
  await replica.close();
});

/**
 * Ada plays a match whose first owner is stopped. The second has taken it over, which the replica does not
 * know.
 */
async function takenOver() {
  const ada = await join({ url: cluster.servers[0]!.url, room: "arena", name: "Ada" });
  const land = fly(ada);
  await until(() => ada.stats.patches > 60, "Ada to play");
  const room = ada.roomId;
  const key = `skirmish:room:${room}`;
  const first = await cluster.ownerOf(room);
  const known = cluster.epochOf(room);
  await until(
    async () => Number(await replica.client.hget(key, "epoch")) === known,
    "the replica to have the record of the room",
  );
  replication.goSilent();
  // The takeover of its room never reaches the replica.
  first.process.kill("SIGSTOP");
  const { returns } = ada.stats;
  await until(() => ada.link.state === "playing" && ada.stats.returns > returns, "Ada to be back");
  const { tick } = ada.state;
  await until(() => ada.state.tick > tick + 90, "the match to go on");
  const second = (await cluster.ownerIn(room))!;
  const third = cluster.servers.find((one) => one !== first && one !== second)!;
  const { id, score } = ada.own()!;
  // On a busy machine the match may have moved more than once.
  const later = cluster.epochOf(room);
  const soFar = second.log().length;
  const isStopped = () => wasStopped(second, soFar);
  return {
    ...{ ada, land, room, key, first, second, third, id, score, known, later },
    ...{ promote, isStopped },
  };

  /** @param others processes that find the replica as their Redis; the rest finds none */
  async function promote(...others: RunningServer[]): Promise<void> {
    await replica.client.replicaof("NO", "ONE");
    expect(Number(await replica.client.hget(key, "epoch")), "the record of the replica").toBe(known);
    for (const one of others) addresses[cluster.servers.indexOf(one)]!.to(replica.port);
    await cluster.redis.stop();
  }
}

it("[SV2][SV4][SV9] an owner with a later epoch than a promoted replica knows keeps its match and all scores", async () => {
  const { ada, land, room, key, first, second, third, id, score, later, promote, isStopped } =
    await takenOver();
  await promote(first, second, third);
  first.process.kill("SIGCONT");
  const tickBefore = ada.state.tick;
  // Meanwhile clients ask for the room, as after a lost connection.
  const answers = new Set<unknown>();
  await until(async () => {
    const where = await cluster.where(room, third);
    answers.add(typeof where === "number" ? where : where.process);
    const epoch = Number(await replica.client.hget(key, "epoch"));
    return ada.state.tick > tickBefore + 120 && epoch >= later;
  }, "the owner to be on record again");
  await until(() => first.log().includes("room lost to another process"), "the first owner to give way");
  expect(ada.own(), "the same ship").toMatchObject({ id });
  expect(ada.own()!.score, "no score lost").toBeGreaterThanOrEqual(score);
  answers.delete(503);
  expect(answers, "the first owner, which has an earlier epoch").not.toContain(await cluster.idOf(first));
  if (!isStopped()) {
    expect([...answers], "where the room is, according to the third process").toEqual([
      await cluster.idOf(second),
    ]);
    expect(cluster.epochOf(room), "no other process has got the room").toBe(later);
  }
  land();
  await ada.leave();
});

it("[SV9] an owner that was stopped gives way to a later one that a promoted replica does not know, and that is cut off from it", async () => {
  const { ada, land, room, key, first, second, third, id, score, known, later, promote, isStopped } =
    await takenOver();
  const process = await cluster.idOf(second);
  await promote(first, third);
  first.process.kill("SIGCONT");
  await until(() => first.log().includes("room lost to another process"), "the first owner to give way");
  expect(Number(await replica.client.hget(key, "epoch")), "nothing is renewed").toBe(known);
  addresses[cluster.servers.indexOf(second)]!.to(replica.port);
  await until(
    async () => Number(await replica.client.hget(key, "epoch")) >= later,
    "the owner to be on record again",
  );
  const { tick } = ada.state;
  await until(() => ada.state.tick > tick + 30, "the match to go on");
  expect(ada.own(), "the same ship").toMatchObject({ id });
  expect(ada.own()!.score, "no score lost").toBeGreaterThanOrEqual(score);
  const where = await cluster.located(room, third);
  if (!isStopped()) {
    expect(where).toMatchObject({ process });
    expect(cluster.epochOf(room), "no other process has got the room").toBe(later);
  }
  land();
  await ada.leave();
});
