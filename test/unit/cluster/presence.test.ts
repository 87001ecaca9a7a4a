/** Requests to other processes through a real Redis. */
import { setTimeout as wait } from "node:timers/promises";
import { requestFromIPC, subscribeIPC } from "@colyseus/core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../../client/bots/link/emulatedLink.ts";
import { PROFILES } from "../../../client/bots/link/profiles.ts";
import { call } from "../../../server/cluster/orderCall.ts";
import { NO_RECEIVER, UNANSWERED } from "../../../server/cluster/ports.ts";
import { ClusterPresence } from "../../../server/cluster/presence.ts";
import { connectTo, ready } from "../../../server/cluster/redis.ts";
import { movingAddress } from "../../support/movingAddress.ts";
import { patient, startRedis, type TestRedis } from "../../support/redis.ts";
import { until } from "../../support/until.ts";

let redis: TestRedis;
let presence: ClusterPresence;
const all: ClusterPresence[] = [];
beforeAll(async () => {
  redis = await startRedis();
  presence = await present(redis.url);
});
// A process that still listened, or came back by the port of another test's address, would count as a receiver.
afterEach(() => {
  for (const one of all.splice(1)) one.shutdown();
});
afterAll(async () => {
  for (const one of all) one.shutdown();
  await redis.close();
});

/** @param as sets how its connections wait for answers @returns the presence of another process */
async function present(url: string, as = patient): Promise<ClusterPresence> {
  const connection = as(connectTo(url, "skirmish"));
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

it("[OP9] a subscription that Redis confirms too late is repeated, and its users are told", async () => {
  const late = await present(redis.url, (connection) => connection);
  let restored = 0;
  late.onResubscribed(() => restored++);
  // Longer than a process waits for an answer, shorter than the silence that ends a connection.
  await redis.client.call("CLIENT", "PAUSE", "1000", "ALL");
  await late.subscribe("late", () => {});
  await until(() => restored > 0, "the subscription to be repeated");
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

/** What a process does when its connection to Redis is cut while it works on an order. */
async function working(
  url: string,
  channel: string,
): Promise<{ there: ClusterPresence; done: Promise<() => void> }> {
  const there = await present(url);
  const { promise: done, resolve: begun } = Promise.withResolvers<() => void>();
  await subscribeIPC(there, channel, () => new Promise((resolve) => begun(() => resolve(true))));
  return { there, done };
}

it("[OP9] an answer that could not be sent is sent with the next connection", async () => {
  const line = await movingAddress(redis.port);
  const { there, done } = await working(line.url, "$cut");
  const answer = call(presence, "$cut", "kick", ["s"], 60_000);
  const finish = await done;
  line.cut();
  await until(() => there.subscriber.status !== "ready", "the process to notice");
  finish();
  line.mend();
  expect(await answer).toEqual({ state: "answered", value: true });
  line.close();
});

for (const { who, isCut } of [
  { who: "the process that asked", isCut: false },
  { who: "both processes, and comes back later for the one that asked", isCut: true },
])
  it(`[OP9] an answer is received although the connection to Redis is cut for ${who}`, async () => {
    const [line, ownLine] = [await movingAddress(redis.port), await movingAddress(redis.port)];
    const asking = await present(ownLine.url);
    const { there, done } = await working(line.url, "$later");
    const answer = call(asking, "$later", "kick", ["s"], 60_000);
    const finish = await done;
    ownLine.cut();
    await until(() => asking.subscriber.status !== "ready", "the process that asked to notice");
    if (isCut) {
      line.cut();
      await until(() => there.subscriber.status !== "ready", "the other one to notice");
    }
    finish();
    line.mend();
    const connected = async () => (await redis.client.pubsub("NUMSUB", "skirmish:$later"))[1] === 1;
    await until(connected, "the process that answers to be connected");
    // It has had time to send the answer.
    await wait(600);
    ownLine.mend();
    expect(await answer).toEqual({ state: "answered", value: true });
    for (const one of [line, ownLine]) one.close();
  });

it("[OP9] a refusal that comes twice counts once: another process may carry the order out", async () => {
  const [former, owner] = [await present(redis.url), await present(redis.url)];
  const { promise: refused, resolve: refuse } = Promise.withResolvers<string>();
  await former.subscribe("$twice", (([, id]: [string, string]) => refuse(id)) as never);
  let carryOut = (): void => {};
  await subscribeIPC(owner, "$twice", () => new Promise((resolve) => (carryOut = () => resolve(true))));
  const answer = call(presence, "$twice", "kick", ["s"], 60_000);
  // As when the connection broke after Redis had published the first one.
  const channel = `skirmish:ipc:${await refused}`;
  for (let i = 0; i < 2; i++)
    expect(await redis.client.publish(channel, JSON.stringify([0, false, "the same"]))).toBe(1);
  const seen = await Promise.race([answer, wait(300)]);
  expect(seen, "it waits for the other process").toBeUndefined();
  carryOut();
  expect(await answer).toEqual({ state: "answered", value: true });
});

it("[OP9] an answer whose connection breaks on the way is published twice, under one id", async () => {
  const line = await movingAddress(redis.port);
  const there = await present(line.url);
  const ids: unknown[] = [];
  const listener = await redis.connect();
  await listener.psubscribe("skirmish:ipc:*");
  listener.on("pmessage", (_pattern, _channel, text: string) => ids.push(JSON.parse(text)[2]));
  line.mute();
  await there.publish("ipc:broken", [0, true]);
  await until(() => ids.length === 1, "the answer to be published");
  line.cut();
  line.mend();
  await until(() => ids.length === 2, "the answer to be published again");
  expect(ids[0]).toBe(ids[1]);
  listener.disconnect();
  line.close();
});

it("[OP9] a process that was stopped receives what Redis has sent it meanwhile", async () => {
  const owner = await present(redis.url, (connection) => connection);
  const orders: string[] = [];
  await subscribeIPC(owner, "$slept", (method) => orders.push(method));
  // Redis answers a command of the process, and delivers an order, while the process takes no step.
  void owner.subscribe("another", () => {});
  void presence.publish("$slept", ["kick", "id", []]);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);
  await until(() => orders.includes("kick"), "the order to arrive");
});
