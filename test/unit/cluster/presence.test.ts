/** Requests to other processes through a real Redis. */

import { setTimeout as wait } from "node:timers/promises";
import { requestFromIPC, subscribeIPC } from "@colyseus/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../../client/bots/link/emulatedLink.ts";
import { PROFILES } from "../../../client/bots/link/profiles.ts";
import { call } from "../../../server/cluster/orderCall.ts";
import { NO_RECEIVER, UNANSWERED } from "../../../server/cluster/ports.ts";
import { ClusterPresence } from "../../../server/cluster/presence.ts";
import { connectTo, ready } from "../../../server/cluster/redis.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";
import { until } from "../../support/until.ts";

let redis: TestRedis;
let presence: ClusterPresence;
const all: ClusterPresence[] = [];
beforeAll(async () => {
  redis = await startRedis();
  presence = await present(redis.url);
});
afterAll(async () => {
  for (const one of all) one.shutdown();
  await redis.close();
});

/** @returns the presence of another process */
async function present(url: string): Promise<ClusterPresence> {
  const connection = connectTo(url, "skirmish");
  await ready(connection);
  const one = new ClusterPresence(connection);
  await ready(one.subscriber);
  all.push(one);
  return one;
}

/** @returns what a process answers, or why it does not */
const ask = (process: string, timeout: number) =>
  requestFromIPC(presence, `p:${process}`, "healthcheck", [], timeout).catch(({ message }: Error) => message);

it("[CL3] a request without a listener fails at once, and a request with one is awaited", async () => {
  // Far longer than the test may take.
  expect(await ask("nobody", 600_000)).toBe(NO_RECEIVER);
  await subscribeIPC(presence, "p:somebody", () => "well");
  expect(await ask("somebody", 20_000)).toBe("well");
  await presence.subscribe("p:silent", () => {});
  expect(await ask("silent", 100)).toBe(UNANSWERED);
});

it("[OP9] a room that has just closed refuses requests that still reach its process", async () => {
  const link = await EmulatedLink.to(redis.url.replace("redis:", "http:"), {
    // Requests sent before Redis knows that the room has closed are delivered afterwards.
    profile: { ...PROFILES.clean, delayMs: 100 },
  });
  const owner = await present(link.url.replace("http:", "redis:"));
  await subscribeIPC(owner, "$closing", () => true);
  expect(await call(presence, "$closing", "kick", ["s"], 20_000)).toEqual({ state: "answered", value: true });
  const gone = owner.unsubscribe("$closing");
  expect(await call(presence, "$closing", "kick", ["s"], 20_000)).toEqual({ state: "noReceiver" });
  await gone;
  await link.close();
});

it("[OP9] if two processes receive an order, the answer of the one that carries it out counts, whichever is first", async () => {
  const [former, owner] = [await present(redis.url), await present(redis.url)];
  await subscribeIPC(former, "$moved", () => false);
  await subscribeIPC(owner, "$moved", (method) => wait(100, method === "kick"));
  expect(await call(presence, "$moved", "kick", ["s"], 20_000)).toEqual({ state: "answered", value: true });
  expect(await call(presence, "$moved", "mute", ["s"], 20_000)).toEqual({ state: "answered", value: false });
});

it("[OP9] an answer that could not be sent is sent with the next connection", async () => {
  const link = await EmulatedLink.to(redis.url.replace("redis:", "http:"), { profile: PROFILES.clean });
  const owner = await present(link.url.replace("http:", "redis:"));
  let cutOff: (() => void) | undefined;
  await subscribeIPC(owner, "$cut", async () => {
    // As after a pause of the process that was too long for its connection.
    await new Promise<void>((resolve) => {
      cutOff = resolve;
    });
    return true;
  });
  const answer = call(presence, "$cut", "kick", ["s"], 60_000);
  await until(() => cutOff !== undefined, "the order to arrive");
  link.cut();
  await until(() => owner.subscriber.status !== "ready", "the process to notice");
  cutOff!();
  expect(await answer).toEqual({ state: "answered", value: true });
  await link.close();
});

it("[OP9] a process that was stopped receives what Redis has sent it meanwhile", async () => {
  const owner = await present(redis.url);
  const orders: string[] = [];
  await subscribeIPC(owner, "$slept", (method) => orders.push(method));
  // Redis answers a command of the process, and delivers an order, while the process takes no step.
  void owner.subscribe("another", () => {});
  void presence.publish("$slept", ["kick", "id", []]);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);
  await until(() => orders.includes("kick"), "the order to arrive");
});
