/** Two clusters and an unrelated application on one Redis. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import { OPS_TOKEN, TestCluster } from "../support/cluster.ts";
import { GIVEN, OperatorClient } from "../support/operatorClient.ts";
import { until } from "../support/until.ts";

/** Keys of other programs, with names that the framework uses without a prefix. */
const FOREIGN = ["roomcaches", "roomcount", "leases", "other:leases"] as const;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start(1, { CLUSTER: "red" });
  await cluster.add({ CLUSTER: "blue" });
});
afterAll(() => cluster.close());

const heardBy = (session: SkirmishSession): string[] => {
  const received: string[] = [];
  session.events.on("chat", ({ text }) => received.push(text));
  session.events.on("notice", ({ text }) => received.push(text));
  return received;
};

it("[CL10] clusters of different names share a Redis and nothing else, and access no foreign key", async () => {
  const { client } = cluster.redis;
  for (const key of FOREIGN) await client.hset(key, "theirs", '{"processId":"nobody","roomId":"theirs"}');
  const [red, blue] = cluster.servers as [(typeof cluster.servers)[0], (typeof cluster.servers)[0]];
  const ada = await join({ url: red.url, room: "arena", name: "Ada" });
  const bob = await join({ url: blue.url, room: "arena", name: "Bob" });
  const [adaHeard, bobHeard] = [heardBy(ada), heardBy(bob)];
  expect(ada.roomId, "each cluster opened a room of its own").not.toBe(bob.roomId);
  for (const server of [red, blue])
    await until(
      async () => (await cluster.status(server)).processes.length === 1,
      `one process to be known to ${server.url}`,
    );

  await until(() => ada.stats.patches > 10 && bob.stats.patches > 10, "both to play");
  ada.chat("to the reds", "lobby");
  const operator = new OperatorClient(blue.url, OPS_TOKEN);
  expect(GIVEN).toContain((await operator.order("notice", { text: "to the blues" }))[0]);
  await until(() => adaHeard.includes("to the reds"), "Ada to get the message of her own lobby");
  await until(() => bobHeard.includes("to the blues"), "Bob to get the notice");
  expect(adaHeard).not.toContain("to the blues");
  expect(bobHeard).not.toContain("to the reds");

  // Long enough for two sweeps of stray listings.
  await wait(2000);
  for (const key of FOREIGN) expect(await client.hget(key, "theirs"), key).toBeTruthy();
  const foreign = (await client.keys("*")).filter((key) => !/^(red|blue):/.test(key));
  expect(foreign.sort(), "keys outside of both clusters").toEqual([...FOREIGN].sort());
  await Promise.all([ada.leave(), bob.leave()]);
});
