/** The soak for a few seconds: players leave nothing behind. The long run: `npm run soak -- --minutes 30`. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRedis, type TestRedis } from "../support/redis.ts";
import { metricsOf } from "../support/rejections.ts";
import { type RunningServer, startServer, WITH_IO_THREAD } from "../support/server.ts";
import { until } from "../support/until.ts";
import { type Churned, churn } from "./churn.ts";
import { floorsOf, slopeOf } from "./slope.ts";

let redis: TestRedis;
let server: RunningServer;
beforeAll(async () => {
  redis = await startRedis();
  server = await startServer({ REDIS_URL: redis.url, ...WITH_IO_THREAD });
});
afterAll(async () => {
  await server?.stop();
  await redis?.close();
});

it("players that join, drop, return and leave leave no seat, room, key or channel behind", {
  timeout: 500_000,
}, async () => {
  const channels = async () => ((await redis.client.pubsub("CHANNELS")) as string[]).length;
  const before = { keys: await redis.client.dbsize(), channels: await channels() };
  const count: Churned = { players: 0, drops: 0, returns: 0 };
  const end = performance.now() + 150_000;
  await churn(server.url, count, () => (count.players < 60 || count.drops < 10) && performance.now() < end);
  expect(count.players).toBeGreaterThanOrEqual(60);
  expect(count.drops).toBeGreaterThanOrEqual(10);
  // A seat is kept for 30 s in which the server runs, and 2 min at most.
  await until(
    async () => {
      const text = await metricsOf(server.url);
      const open = [...text.matchAll(/^skirmish_(?:players|rooms){[^}]*} (\d+)/gm)];
      return open.length > 0 && open.every(([, left]) => left === "0");
    },
    "all seats and rooms to be gone",
    150_000,
  );
  await until(async () => (await channels()) <= before.channels, "channels to be gone");
  // The counter of concurrent room creations expires a second later.
  await until(async () => (await redis.client.dbsize()) <= before.keys + 2, "keys to be gone");
  // A process that the machine leaves too little CPU admits no new players, and says so.
  expect(server.log().replace(/^.*seat check fails.*$/gm, "")).not.toMatch(/"level":"(error|fatal)"/);
});

describe("the slope of measurements", () => {
  it("is their growth in a minute", () => {
    expect(slopeOf([0, 1, 2, 3], [5, 7, 9, 11])).toBeCloseTo(2);
    expect(slopeOf([0, 1, 2, 3], [4, 4, 4, 4])).toBe(0);
    expect(slopeOf([1], [4])).toBe(0);
  });

  it("of memory is that of its minima", () => {
    expect(floorsOf([5, 9, 3, 8, 7, 6, 1], 3, (value) => value)).toEqual([3, 6]);
  });
});
