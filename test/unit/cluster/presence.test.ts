/** Requests to other processes, by way of a real Redis. */
import { requestFromIPC, subscribeIPC } from "@colyseus/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { UNANSWERED, UNHEARD } from "../../../server/cluster/ports.ts";
import { ClusterPresence } from "../../../server/cluster/presence.ts";
import { connectTo, ready } from "../../../server/cluster/redis.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";

let redis: TestRedis;
let presence: ClusterPresence;
beforeAll(async () => {
  redis = await startRedis();
  const connection = connectTo(redis.url, "skirmish");
  await ready(connection);
  presence = new ClusterPresence(connection);
  await ready(presence.subscriber);
});
afterAll(async () => {
  presence.shutdown();
  await redis.close();
});

/** @returns what a process answers, or why it does not */
const ask = (process: string, patience: number) =>
  requestFromIPC(presence, `p:${process}`, "healthcheck", [], patience).catch(
    ({ message }: Error) => message,
  );

it("[CL3] a request that no process hears fails at once, and one that is heard is waited for", async () => {
  // Far longer than the test may take.
  expect(await ask("nobody", 600_000)).toBe(UNHEARD);
  await subscribeIPC(presence, "p:somebody", () => "well");
  expect(await ask("somebody", 20_000)).toBe("well");
  await presence.subscribe("p:silent", () => {});
  expect(await ask("silent", 100)).toBe(UNANSWERED);
});
