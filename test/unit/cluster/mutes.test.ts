/** Mutes that processes share through a real Redis. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { Mutes } from "../../../server/cluster/mutes.ts";
import { ClusterPresence } from "../../../server/cluster/presence.ts";
import { ready } from "../../../server/cluster/redis.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";
import { until } from "../../support/until.ts";

let redis: TestRedis;
const presences: ClusterPresence[] = [];
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  for (const presence of presences) presence.shutdown();
  await redis.close();
});

async function processOf(): Promise<[mutes: Mutes, presence: ClusterPresence]> {
  const presence = new ClusterPresence(await redis.connect());
  await ready(presence.subscriber);
  presences.push(presence);
  return [new Mutes(), presence];
}
const LATER = Date.now() + 600_000;

it("[OP10] a process that did not hear an order learns it from Redis, and gives its own to a Redis that lost its data", async () => {
  const [mutes, presence] = await processOf();
  const [cutOff, its] = await processOf();
  await mutes.join(presence);
  mutes.publish(presence, { player: "ada", until: LATER });
  mutes.publish(presence, { player: "bob", until: LATER });
  mutes.publish(presence, { player: "bob", until: 0 });
  cutOff.note({ player: "bob", until: LATER, at: Date.now() - 1000 });
  await until(async () => {
    await cutOff.share(its);
    return cutOff.of("ada") === LATER;
  }, "the order to arrive");
  expect(cutOff.of("bob"), "the later order counts").toBe(0);
  await redis.flush();
  await cutOff.share(its);
  const [young, late] = await processOf();
  await until(async () => {
    await young.join(late);
    return young.of("ada") === LATER;
  }, "the order to be in Redis again");
  expect(young.of("bob")).toBe(0);
});

it("[OP10] an order undoes one of a process whose clock is ahead, in every process", async () => {
  const [mutes, presence] = await processOf();
  const ahead = { player: "ada", until: LATER, at: Date.now() + 60_000 };
  const [other, its] = await processOf();
  for (const one of [mutes, other]) one.note(ahead);
  await other.join(its);
  mutes.publish(presence, { player: "ada", until: 0 });
  expect(mutes.of("ada")).toBe(0);
  await until(() => other.of("ada") === 0, "the order to arrive");
});

it("[OP10] a process whose subscriptions alone were cut off learns an order from that time", async () => {
  const [mutes, presence] = await processOf();
  const [deaf, its] = await processOf();
  await deaf.join(its);
  const { subscriber } = its;
  // It stays away until the order is kept.
  subscriber.options.retryStrategy = () => null;
  await redis.client.call("CLIENT", "KILL", "TYPE", "pubsub");
  await until(() => subscriber.status === "end", "the connection to end");
  mutes.publish(presence, { player: "cid", until: LATER });
  await until(async () => "cid" in (await presence.hgetall("mutes")), "the order to be kept");
  // Redis has answered this, so the order was published before.
  await presence.hgetall("mutes");
  expect(deaf.of("cid")).toBe(0);
  await subscriber.connect();
  await until(() => deaf.of("cid") === LATER, "the order to arrive");
});

it("[OP10] an order that could not be published reaches all processes once it is shared, and replaces no later one", async () => {
  const [mutes, presence] = await processOf();
  const [other, its] = await processOf();
  await other.join(its);
  const at = Date.now();
  await presence.hsetLater("mutes", "eve", { until: 0, at });
  expect(await presence.hsetLater("mutes", "eve", { until: LATER, at: at - 1 })).toBe(false);
  mutes.note({ player: "dan", until: LATER, at });
  mutes.note({ player: "eve", until: LATER, at: at - 1 });
  await mutes.share(presence);
  await until(() => other.of("dan") === LATER, "the order to arrive");
  expect(mutes.of("eve")).toBe(0);
  expect(JSON.parse((await presence.hgetall("mutes")).eve!).until).toBe(0);
});

it("[OP10] orders that have had no effect for a day are removed", async () => {
  const [mutes, presence] = await processOf();
  const old = Date.now() - 2 * 86_400_000;
  await presence.hset("mutes", "old", JSON.stringify({ until: old, at: old }));
  await presence.hset("mutes", "broken", "{");
  await mutes.share(presence);
  await until(async () => !("broken" in (await presence.hgetall("mutes"))), "what is no order to be gone");
  await until(async () => !("old" in (await presence.hgetall("mutes"))), "the order to be gone");
  expect(mutes.of("old")).toBe(0);
});
