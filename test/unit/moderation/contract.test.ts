/** One contract for both stores of reports: memory, and a real Redis. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { redisReports } from "../../../server/moderation/redisReports.ts";
import { memoryReports, type NewReport, type ReportStore } from "../../../server/moderation/reportStore.ts";
import { PLAYER_REPORTS } from "../../../shared/playerReports.ts";
import { playerReport } from "../../support/playerReport.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

const inRedis = async (cluster: string) => {
  const connection = await redis.connect(cluster);
  return { store: redisReports(connection), connection };
};
const DAY = 24 * 3600_000;
const DAYS = PLAYER_REPORTS.days;

/** A store, and a function that makes all its reports older. */
interface Aged {
  store: ReportStore;
  age(days: number): Promise<void>;
}
const stores: { [kind: string]: (cluster: string) => Promise<Aged> } = {
  async memory() {
    let now = Date.now();
    const age = async (days: number) => {
      now += days * DAY;
    };
    return { store: memoryReports(() => now), age };
  },
  async Redis(cluster) {
    const { store, connection } = await inRedis(cluster);
    const age = async (days: number) => {
      for (const key of ["player-reports:times", "player-reports:known"])
        for (const id of await connection.zrange(key, 0, -1)) await connection.zincrby(key, -days * DAY, id);
    };
    return { store, age };
  },
};
const MOST = PLAYER_REPORTS.openOfNetwork;
/** @returns a report as it is to be added */
const report = (more: Partial<NewReport> = {}): NewReport => {
  const { at: _at, ...rest } = playerReport(more);
  return rest;
};
const idsOf = async (store: ReportStore) => (await store.list()).map(({ id }) => id).sort();

describe.each(Object.entries(stores))("reports in %s", (_kind, open) => {
  let names = 0;
  const fresh = () => open(`reports-${++names}`);

  it("[SO1] are taken once, also after an operator has resolved them", async () => {
    const { store } = await fresh();
    const one = report({ said: ["<b>you</b>"] });
    expect(await store.add(one, MOST)).toBe("taken");
    expect(await store.add({ ...one, reason: "cheating" }, MOST)).toBe("repeated");
    const [listed, ...others] = await store.list();
    expect([listed, others]).toEqual([{ ...one, at: expect.any(Number) }, []]);
    expect(Math.abs(listed!.at - Date.now())).toBeLessThan(60_000);
    expect([await store.resolve(one.id), await store.resolve(one.id)]).toEqual([true, false]);
    expect(await store.add(one, MOST)).toBe("repeated");
    expect(await store.list()).toEqual([]);
  });

  it("[SO2] are deleted after 30 days, and no more than 500 are open; outdated ones do not count", async () => {
    const { store, age } = await fresh();
    for (let i = 0; i < PLAYER_REPORTS.open; i++)
      expect(await store.add(report({ id: `old${i}` }), MOST)).toBe("taken");
    expect(await store.add(report({ id: "late" }), MOST)).toBe("full");
    await store.resolve("old7");
    expect(await store.add(report({ id: "late" }), MOST)).toBe("taken");
    expect(await store.add(report({ id: "later" }), MOST)).toBe("full");
    await age(DAYS - 1);
    expect((await store.list()).length).toBe(PLAYER_REPORTS.open);
    await age(2);
    expect(await store.add(report({ id: "later" }), MOST)).toBe("taken");
    expect(await idsOf(store)).toEqual(["later"]);
  });

  it("[SO2] of one client network are limited; resolved and outdated ones do not count", async () => {
    const { store, age } = await fresh();
    const add = (id: string, network = "a") => store.add(report({ id, network }), 2);
    expect([await add("1"), await add("2"), await add("3")]).toEqual(["taken", "taken", "crowded"]);
    expect([await add("4", "b"), await add("1")]).toEqual(["taken", "repeated"]);
    // Networks that are not known are no common one.
    for (const id of ["5", "6", "7"]) expect(await add(id, "")).toBe("taken");
    await store.resolve("1");
    expect([await add("3"), await add("8")]).toEqual(["taken", "crowded"]);
    await age(DAYS + 1);
    expect(await add("8")).toBe("taken");
  });
});

it("[SO2] reports in Redis are seen by all processes of a cluster, and by no other cluster; they expire", async () => {
  const [one, same, other] = await Promise.all([inRedis("a"), inRedis("a"), inRedis("b")]);
  expect(await one.store.add(report(), MOST)).toBe("taken");
  expect(await same.store.add(report(), MOST)).toBe("repeated");
  expect([await idsOf(same.store), await idsOf(other.store)]).toEqual([[report().id], []]);
  const keys = await redis.client.keys("*");
  expect(keys.every((key) => /^(?:reports-\d+|a|b):/.test(key))).toBe(true);
  for (const key of keys.filter((key) => key.startsWith("a:")))
    expect(await redis.client.pttl(key), key).toBeGreaterThan(0);
});

it("[SO2] a report in Redis that cannot be read is left to processes of another version for a day, then deleted", async () => {
  const { store, connection } = await inRedis("unreadable");
  await connection.hset("player-reports", "odd", "{}");
  expect(await store.list()).toEqual([]);
  await connection.zincrby("player-reports:times", -DAY / 2, "odd");
  expect([await store.list(), await connection.hlen("player-reports")]).toEqual([[], 1]);
  await connection.zincrby("player-reports:times", -DAY, "odd");
  expect([await store.list(), await connection.hlen("player-reports")]).toEqual([[], 0]);
});
