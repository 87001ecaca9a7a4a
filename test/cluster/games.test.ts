/**
 * Processes that play different games: a match goes on in a process that plays its game, whichever process a
 * player asks.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { TestCluster } from "../support/cluster.ts";
import type { RunningServer } from "../support/server.ts";
import { stockReturn } from "../support/stockClient.ts";
import { stockSeat } from "../support/stockSeat.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
let rink: RunningServer;
let other: RunningServer;
beforeAll(async () => {
  cluster = await TestCluster.start(0);
  [rink, other] = await Promise.all([cluster.add({ GAMES: "puck" }), cluster.add({ GAMES: "skirmish" })]);
});
afterAll(() => cluster.close());

it("[SV15][GA4] a player whose match can only continue in another process finds it through any process", async () => {
  const { room } = await stockSeat<{ tick: number }>(rink.url, "puck");
  room.reconnection.enabled = false;
  await until(() => room.state.tick > 60, "the checkpoint");
  const token = room.reconnectionToken;
  await cluster.kill(rink);
  expect(await cluster.where(room.roomId, other), "while no process plays it").toBe(503);

  const next = await cluster.add({ GAMES: "puck" });
  await until(async () => {
    const found = await cluster.where(room.roomId, other);
    return typeof found === "object" && next.url.endsWith(found.address);
  }, "the match to go on in the new process");
  const again = await stockReturn<{ tick: number }>(other.url, token);
  again.onMessage("*", () => {});
  await until(() => again.state?.tick > room.state.tick, "the match to go on");
  expect(again.sessionId).toBe(room.sessionId);
  expect(other.log()).not.toMatch(/"msg":"room restored"/);
  await again.leave();
});
