/** The lock for opening rooms in a real Redis. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { createOpening, redisOpening } from "../../../server/cluster/opening.ts";
import { systemChance } from "../../../server/cluster/ports.ts";
import { connectTo, ready } from "../../../server/cluster/redis.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";
import { until } from "../../support/until.ts";

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

it("[CL12] a lock that Redis grants after its request has given up is freed at once, so that others open a room", async () => {
  const connection = connectTo(redis.url, "skirmish");
  connection.on("error", () => {});
  await ready(connection);
  const store = redisOpening(connection);
  // It does not expire during the test.
  const take = (name: string, holder: string): Promise<boolean> => store.take(name, holder, 600_000);
  const opening = createOpening(systemChance, { ...store, take });
  const opened: string[] = [];
  const open = (by: string) => opening.once("arena", async () => void opened.push(by));
  redis.pause();
  await expect(open("late")).rejects.toThrow("timed out");
  redis.resume();
  await until(async () => {
    await open("next").catch(() => {});
    return opened.length > 0;
  }, "the next request to open a room");
  expect(opened).toEqual(["next"]);
  connection.disconnect();
});
