/** The event stream for operators in a real Redis, including outages. */
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { EventStream } from "../../../server/cluster/eventStream.ts";
import type { OpsEvent } from "../../../shared/operators.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";
import { until } from "../../support/until.ts";

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
beforeEach(() => redis.flush());
afterAll(() => redis.close());

const streamOfAProcess = async (): Promise<EventStream> => new EventStream(await redis.connect());
const event = (text: string): OpsEvent => ({ kind: "error", text, at: 1, process: "p" });

it("[OP4] all processes read the same events in the same order, from any event on", async () => {
  const [a, b] = [await streamOfAProcess(), await streamOfAProcess()];
  for (let i = 0; i < 10; i++) (i % 2 === 0 ? a : b).add(event(String(i)));
  await until(async () => (await a.after(undefined, 100)).length === 10, "all events");
  const all = await a.after(undefined, 100);
  expect(await b.after(undefined, 100)).toEqual(all);
  expect(all.map(([, { text }]) => text).sort()).toEqual(Array.from({ length: 10 }, (_, i) => String(i)));
  for (const [i, [id]] of all.entries()) expect(await b.after(id, 100)).toEqual(all.slice(i + 1));
  expect(await b.after(undefined, 3)).toEqual(all.slice(-3));
  expect(await b.after(all[0]![0], 3)).toEqual(all.slice(1, 4));
});

it("[OP4] events during an outage of Redis are written when it is back", async () => {
  const stream = await streamOfAProcess();
  await redis.stop();
  for (let i = 0; i < 600; i++) stream.add(event(`away ${i}`));
  await expect(stream.after(undefined, 10)).rejects.toThrow();
  await redis.start();
  const texts = async () => {
    const all = await stream.after(undefined, 1000).catch(() => []);
    return all.flatMap(([, { text }]) => (/away|lost/.test(text) ? [text] : []));
  };
  const lost = "99 events are lost: Redis was away for too long";
  await until(async () => (await texts()).includes(lost), "all events");
  expect(await texts(), "the event on its way, and the latest 500").toEqual([
    "away 0",
    ...Array.from({ length: 500 }, (_, i) => `away ${i + 100}`),
    lost,
  ]);
});

it("[OP4] during an outage writes are attempted four times a second, however many events there are", async () => {
  const connection = await redis.connect();
  const stream = new EventStream(connection);
  const tries = vi.spyOn(connection, "skirmishAppend");
  await redis.stop();
  await until(() => connection.status !== "ready", "the connection to break");
  for (let i = 0; i < 100; i++) {
    stream.add(event(`away ${i}`));
    // Each of them fails by itself.
    await setImmediate();
  }
  const before = tries.mock.calls.length;
  const since = performance.now();
  await until(() => tries.mock.calls.length > before + 3, "a few more attempts");
  expect(performance.now() - since, "ms for four attempts").toBeGreaterThan(500);
  await redis.start();
  await until(
    async () => (await stream.after(undefined, 100).catch(() => [])).at(-1)?.[1].text === "away 99",
    "all",
  );
});
