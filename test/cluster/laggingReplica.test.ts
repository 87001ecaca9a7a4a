/** A lagging replica of Redis is promoted: it has older owners on record than there are. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { type MovingAddress, movingAddress } from "../support/movingAddress.ts";
import { startRedis, type TestRedis } from "../support/redis.ts";
import type { RunningServer } from "../support/server.ts";
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
  await until(
    async () => (await replica.client.hget(key, "epoch")) === "1",
    "the replica to have the record of the room",
  );
  replication.goSilent();
  // The takeover of its room never reaches the replica.
  first.process.kill("SIGSTOP");
  await until(() => ada.link.state === "playing" && ada.stats.returns > 0, "Ada to be back");
  const { tick } = ada.state;
  await until(() => ada.state.tick > tick + 90, "the match to go on");
  const second = (await cluster.ownerIn(room))!;
  const third = cluster.servers.find((one) => one !== first && one !== second)!;
  const { id, score } = ada.own()!;
  return { ...{ ada, land, room, key, first, second, third, id, score }, promote };

  /** @param others processes that find the replica as their Redis; the rest finds none */
  async function promote(...others: RunningServer[]): Promise<void> {
    await replica.client.replicaof("NO", "ONE");
    expect(await replica.client.hget(key, "epoch"), "the record of the replica").toBe("1");
    for (const one of others) addresses[cluster.servers.indexOf(one)]!.to(replica.port);
    await cluster.redis.stop();
  }
}

it("[SV2][SV4][SV9] an owner with a later epoch than a promoted replica knows keeps its match and all scores", async () => {
  const { ada, land, room, key, first, second, third, id, score, promote } = await takenOver();
  await promote(first, second, third);
  first.process.kill("SIGCONT");
  const tickBefore = ada.state.tick;
  // Meanwhile clients ask for the room, as after a lost connection.
  const answers = new Set<unknown>();
  await until(async () => {
    const where = await cluster.where(room, third);
    answers.add(typeof where === "number" ? where : where.process);
    return ada.state.tick > tickBefore + 120 && (await replica.client.hget(key, "epoch")) === "2";
  }, "the owner to be on record again");
  await until(() => first.log().includes("room lost to another process"), "the first owner to give way");
  expect(ada.own(), "the same ship").toMatchObject({ id });
  expect(ada.own()!.score, "no score lost").toBeGreaterThanOrEqual(score);
  answers.delete(503);
  expect([...answers], "where the room is, according to the third process").toEqual([
    await cluster.idOf(second),
  ]);
  const epochs = cluster.owned().filter((one) => one.room === room);
  expect(epochs.map(({ epoch, process }) => [epoch, process])).toEqual([
    [1, await cluster.idOf(first)],
    [2, await cluster.idOf(second)],
  ]);
  land();
  await ada.leave();
});

it("[SV9] an owner that was stopped gives way to a later one that a promoted replica does not know, and that is cut off from it", async () => {
  const { ada, land, room, key, first, second, third, id, score, promote } = await takenOver();
  const process = await cluster.idOf(second);
  await promote(first, third);
  first.process.kill("SIGCONT");
  await until(() => first.log().includes("room lost to another process"), "the first owner to give way");
  expect(await replica.client.hget(key, "epoch"), "nothing is renewed").toBe("1");
  addresses[cluster.servers.indexOf(second)]!.to(replica.port);
  await until(
    async () => (await replica.client.hget(key, "epoch")) === "2",
    "the owner to be on record again",
  );
  const { tick } = ada.state;
  await until(() => ada.state.tick > tick + 30, "the match to go on");
  expect(await cluster.where(room, third)).toMatchObject({ process });
  expect(ada.own(), "the same ship").toMatchObject({ id });
  expect(ada.own()!.score, "no score lost").toBeGreaterThanOrEqual(score);
  expect(cluster.owned().filter((one) => one.room === room)).toHaveLength(2);
  land();
  await ada.leave();
});
