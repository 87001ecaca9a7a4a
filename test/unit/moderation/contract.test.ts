/** One contract for both stores of reports: memory, and a real Redis. */
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectTo, ready } from "../../../server/cluster/redis.ts";
import { redisReports } from "../../../server/moderation/redisReports.ts";
import { memoryReports } from "../../../server/moderation/reportStore.ts";
import { PLAYER_REPORTS } from "../../../shared/playerReports.ts";
import { playerReport } from "../../support/playerReport.ts";
import { patient, startRedis, type TestRedis } from "../../support/redis.ts";

let redis: TestRedis;
const connections: Redis[] = [];
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  for (const connection of connections) connection.disconnect();
  await redis.close();
});

const inRedis = async (cluster: string) => {
  const connection = patient(connectTo(redis.url, cluster));
  connections.push(connection);
  await ready(connection);
  return redisReports(connection);
};
const stores = { memory: async () => memoryReports(), Redis: inRedis };
const AGED = Date.now() - (PLAYER_REPORTS.days + 1) * 24 * 3600_000;

describe.each(Object.entries(stores))("reports in %s", (_kind, open) => {
  let names = 0;
  const fresh = () => open(`reports-${++names}`);

  it("[SO1] are taken once, also after an operator has resolved them", async () => {
    const store = await fresh();
    const report = playerReport({ said: ["<b>you</b>"] });
    expect(await store.add(report)).toBe("taken");
    expect(await store.add({ ...report, reason: "cheating" })).toBe("repeated");
    expect(await store.list()).toEqual([report]);
    expect([await store.resolve(report.id), await store.resolve(report.id)]).toEqual([true, false]);
    expect(await store.add(report)).toBe("repeated");
    expect(await store.list()).toEqual([]);
  });

  it("[SO2] are deleted after 30 days, and no more than 500 are open", async () => {
    const store = await fresh();
    await store.add(playerReport({ id: "old", at: AGED }));
    await store.list();
    for (let i = 0; i < PLAYER_REPORTS.open; i++)
      expect(await store.add(playerReport({ id: `r${i}` }))).toBe("taken");
    expect(await store.add(playerReport({ id: "late" }))).toBe("full");
    await store.resolve("r7");
    expect(await store.add(playerReport({ id: "late" }))).toBe("taken");
    expect((await store.list()).map(({ id }) => id)).not.toContain("old");
  });
});

it("[SO2] reports in Redis are seen by all processes of a cluster, and by no other cluster", async () => {
  const [one, same, other] = await Promise.all([inRedis("a"), inRedis("a"), inRedis("b")]);
  const report = playerReport({});
  expect(await one.add(report)).toBe("taken");
  expect(await same.add(report)).toBe("repeated");
  expect([await same.list(), await other.list()]).toEqual([[report], []]);
  const keys = await connections[0]!.keys("*");
  expect(keys.every((key) => /^(?:reports-\d+|a|b):/.test(key))).toBe(true);
});
