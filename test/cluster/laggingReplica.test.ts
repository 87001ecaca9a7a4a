/** A lagging replica of Redis is promoted: it has older owners on record than there are. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { type MovingAddress, movingAddress } from "../support/movingAddress.ts";
import { startRedis, type TestRedis } from "../support/redis.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
let replica: TestRedis;
/** The link between the replica and its master. */
let replication: EmulatedLink;
let redis: MovingAddress;
beforeEach(async () => {
  cluster = await TestCluster.start(0);
  replica = await startRedis();
  replication = await EmulatedLink.to(cluster.redis.url.replace("redis:", "http:"));
  redis = await movingAddress(cluster.redis.port);
  await replica.client.replicaof("127.0.0.1", new URL(replication.url).port);
  await Promise.all([1, 2, 3].map(() => cluster.add({ REDIS_URL: redis.url })));
});
afterEach(async () => {
  await cluster.close();
  redis.close();
  await replication.close();
  await replica.close();
});

it("[SV2][SV4][SV9] an owner with a later epoch than a promoted replica knows keeps its match and all scores", async () => {
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
  const { returns } = ada.stats;
  const { id, score } = ada.own()!;

  await replica.client.replicaof("NO", "ONE");
  expect(await replica.client.hget(key, "epoch"), "the record of the replica").toBe("1");
  redis.to(replica.port);
  await cluster.redis.stop();

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
  expect(ada.stats.returns, "number of Ada's returns").toBe(returns);
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
