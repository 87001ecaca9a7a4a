/** Messages to players and operators survive the death of their process, and a Redis that hangs. */
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "@colyseus/sdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import { OPS_TOKEN, TestCluster } from "../support/cluster.ts";
import { OperatorClient } from "../support/operatorClient.ts";
import { stockReturn } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start(2);
  // Then clients get the addresses of all processes at once.
  await cluster.ready();
});
afterAll(() => cluster.close());

it("[MS4] a message that was sent right before a kill reaches an absent player, once", async () => {
  const ada = await join({ url: cluster.servers[0]!.url, room: "arena", name: "Ada" });
  const owner = await cluster.ownerOf(ada.roomId);
  const stock = await new Client(owner.url).joinById(ada.roomId, { name: "Bob" });
  stock.onMessage("*", () => {});
  stock.reconnection.enabled = false;
  await until(() => ada.state.crowd >= 2, "Bob to play");
  const token = stock.reconnectionToken;
  stock.connection.close();
  await until(() => owner.log().includes("player dropped"), "Bob to have dropped");

  const received: string[] = [];
  ada.events.on("chat", ({ text }) => received.push(text));
  ada.chat("last words");
  // In the same moment in which a client has received it.
  await until(() => received.length > 0, "the message to arrive");
  await cluster.kill(owner);
  await until(() => ada.link.state === "playing" && ada.stats.returns > 0, "Ada to be back");
  const again = await stockReturn(cluster.servers[0]!.url, token);
  const adaReceived: string[] = [];
  again.onMessage("*", (type, message) => {
    if (type === "chat") adaReceived.push((message as { text: string }).text);
  });
  ada.chat("after");
  await until(() => adaReceived.includes("after") && received.includes("after"), "both to get the message");
  expect(adaReceived).toEqual(["last words", "after"]);
  expect(received, "a client that has it does not get it again").toEqual(["last words", "after"]);
  await Promise.all([again.leave(), ada.leave()]);
});

/** @returns the texts of all events so far, in the order of the feed */
const eventTexts = async (url: string): Promise<string[]> =>
  (await new OperatorClient(url, OPS_TOKEN).history()).map(({ text }) => text);

it("[OP4] events are delivered once and in order, even if Redis hangs and carries out writes that were given up", async () => {
  const server = await cluster.add();
  const seat = (options: RequestInit, method = "joinOrCreate") =>
    fetch(`${server.url}/matchmake/${method}/arena`, { method: "POST", body: "{}", ...options });
  const refusals: [reason: string, ask: () => Promise<Response>][] = [
    ["origin", () => seat({ headers: { origin: "https://elsewhere.example" } })],
    ["matchmaking", () => seat({}, "nonsense")],
    ["token", () => seat({ headers: { authorization: "Bearer none.of.ours" } })],
    ["body_malformed", () => seat({ body: "{", headers: { "content-type": "application/json" } })],
    ["body_too_large", () => seat({ body: "x".repeat(5000) })],
  ];
  cluster.redis.pause();
  const stopped = performance.now();
  try {
    for (const [, ask] of refusals) {
      expect((await ask()).status).toBeGreaterThanOrEqual(400);
      // Each is given up separately.
      await wait(400);
    }
    // By then the connections count as dead, too, and are replaced.
    await until(() => performance.now() - stopped > 4000, "commands to be given up");
  } finally {
    cluster.redis.resume();
  }
  const reasons = refusals.map(([reason]) => reason);
  const recorded = async () => (await eventTexts(server.url)).filter((text) => reasons.includes(text));
  await until(
    async () => (await recorded().catch((): string[] => [])).includes("body_too_large"),
    "the last event",
  );
  expect(await recorded()).toEqual(reasons);
});
