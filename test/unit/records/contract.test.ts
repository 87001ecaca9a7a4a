/** One contract for both stores of records: a file of SQLite, and a real Redis. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { redisRecords } from "../../../server/records/redisStore.ts";
import { sqliteRecords } from "../../../server/records/sqliteStore.ts";
import { dayOf, type RecordStore, type RoundEntry, type RoundRecord } from "../../../server/records/store.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";

const DAY = 24 * 3600 * 1000;
const figuresOf = () => ["kills", "wins"];

const folder = mkdtempSync(join(tmpdir(), "records-"));
let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  await redis.close();
  rmSync(folder, { recursive: true });
});

const stores = {
  SQLite: (name: string, days: number) => sqliteRecords({ file: join(folder, "new", `${name}.db`), days }),
  Redis: async (name: string, days: number) => redisRecords(await redis.connect(name), { figuresOf, days }),
};

let rounds = 0;
const round = (entries: RoundRecord["entries"], more: Partial<RoundRecord> = {}): RoundRecord => ({
  ...{ id: `room:${++rounds}`, mode: "arena", at: Date.now(), entries },
  ...more,
});
const entry = (player: string, kills: number, wins = 0, more: Partial<RoundEntry> = {}): RoundEntry => ({
  ...{ key: `s-${player}`, player, name: player.toUpperCase(), figures: { kills, wins } },
  ...more,
});

describe.each(Object.entries(stores))("records in %s", (kind, open) => {
  let names = 0;
  const fresh = (days = 0): Promise<RecordStore> => open(`${kind}-${++names}`, days);

  it("[RC1] adds up what players did, and ranks them by any figure", async () => {
    const store = await fresh();
    expect(await store.add(round([entry("ada", 3, 1), entry("bob", 5), entry("cid", 0)]))).toBe(3);
    await store.add(round([entry("ada", 4, 1, { name: "Ada II" })]));
    await store.add(round([entry("bob", 9)], { mode: "swarm" }));
    expect(await store.best("arena", "all", "kills", 10)).toEqual([
      { name: "Ada II", figures: { kills: 7, wins: 2 } },
      expect.objectContaining({ name: "BOB", figures: expect.objectContaining({ kills: 5 }) }),
    ]);
    expect((await store.best("arena", "all", "wins", 10)).map(({ name }) => name)).toEqual(["Ada II"]);
    expect(await store.best("arena", "all", "kills", 1)).toHaveLength(1);
    expect(await store.of("bob")).toMatchObject({
      name: "BOB",
      modes: { arena: { figures: { kills: 5 } }, swarm: { figures: { kills: 9 } } },
    });
    expect(await store.of("nobody")).toBeUndefined();
    await store.close();
  });

  it("[RC2] counts each player of a round once, whoever writes the round, and in however many parts", async () => {
    const [one, other] = [await open(`${kind}-same`, 0), await open(`${kind}-same`, 0)];
    const both = round([entry("ada", 3, 1), entry("bob", 5)]);
    const left = { ...both, entries: [entry("bob", 5)] };
    expect(await one.add(left)).toBe(1);
    const added = await Promise.all([one.add(both), other.add(both), one.add(both), other.add(both)]);
    expect(added.sort()).toEqual([0, 0, 0, 1]);
    expect(await other.add({ ...both, at: both.at + DAY })).toBe(0);
    expect((await one.best("arena", "all", "kills", 10)).map(({ figures }) => figures.kills)).toEqual([5, 3]);
    await Promise.all([one.close(), other.close()]);
  });

  it("[RC1] keeps the records of the day apart from those of all time", async () => {
    const store = await fresh();
    await store.add(round([entry("ada", 8)], { at: Date.now() - DAY }));
    await store.add(round([entry("ada", 1), entry("bob", 2)]));
    const kills = async (period: "all" | "day") =>
      (await store.best("arena", period, "kills", 10)).map(({ name, figures }) => `${name} ${figures.kills}`);
    expect(await kills("all")).toEqual(["ADA 9", "BOB 2"]);
    expect(await kills("day")).toEqual(["BOB 2", "ADA 1"]);
    expect(dayOf(Date.UTC(2026, 10, 30, 23, 59))).toBe("2026-11-30");
    await store.close();
  });

  it("[RC3] changes a rating only from the one that it was computed from", async () => {
    const store = await fresh();
    expect(await store.ratings("arena", ["ada", "bob"])).toEqual([undefined, undefined]);
    const now = { mu: 27.63523138347365, sigma: 8.065506316323548 };
    const rated = (was?: typeof now) =>
      round([entry("ada", 1, 1, { rating: { was, now } }), entry("bob", 1)]);
    expect(await store.add(rated())).toBe(2);
    expect(await store.ratings("arena", ["bob", "ada"])).toEqual([undefined, now]);
    // Another process has rated the player meanwhile: nothing of the round is written.
    expect(await store.add(rated())).toBe("stale");
    expect((await store.of("bob"))?.modes.arena?.figures.kills).toBe(1);
    expect(await store.add(rated(now))).toBe(2);
    expect(await store.best("arena", "all", "rating", 10)).toMatchObject([{ name: "ADA", rating: 138 }]);
    expect((await store.of("ada"))?.modes.arena?.rating).toBe(138);
    await store.close();
  });

  it("[RC4] deletes all records of a player, and accepts no later result of a round that was played before", async () => {
    const store = await fresh();
    const rating = { was: undefined, now: { mu: 30, sigma: 5 } };
    const late = round([entry("ada", 3)]);
    await store.add(round([entry("ada", 3, 1, { rating }), entry("bob", 1)]));
    await store.erase("ada");
    expect(await store.of("ada")).toBeUndefined();
    expect(await store.add(late), "of a writer whose queue had it").toBe(0);
    for (const by of ["kills", "wins", "rating"])
      expect(JSON.stringify(await store.best("arena", "all", by, 10))).not.toMatch(/ADA/);
    expect(await store.best("arena", "day", "kills", 10)).toHaveLength(1);
    expect(await store.ratings("arena", ["ada"])).toEqual([undefined]);
    expect(await store.add(round([entry("ada", 2)], { at: Date.now() + 5 })), "a later round").toBe(1);
    await store.close();
  });

  it("[RC5] forgets players that have not played for RECORDS_DAYS", async () => {
    const store = await fresh(30);
    await store.add(round([entry("old", 9)], { at: Date.now() - 31 * DAY }));
    await store.add(round([entry("new", 1)]));
    expect((await store.best("arena", "all", "kills", 10)).map(({ name }) => name)).toEqual(["NEW"]);
    expect(await store.of("old")).toBeUndefined();
    await store.close();
  });

  it("[RC6] shows the standings of running rounds", async () => {
    const store = await fresh();
    const rows = (kills: number) => [{ name: "ADA", figures: { kills } }];
    await store.show("arena", "r1", rows(1));
    await store.show("arena", "r1", rows(2));
    await store.show("arena", "r2", rows(3));
    await store.show("swarm", "r3", rows(4));
    expect((await store.shown("arena")).map(({ figures }) => figures.kills).sort()).toEqual([2, 3]);
    await store.show("arena", "r2", []);
    expect(await store.shown("arena")).toEqual(rows(2));
    await store.close();
  });

  it("[RC7] has everything when it is opened again", async () => {
    const store = await open(`${kind}-again`, 0);
    await store.add(round([entry("ada", 3)], { id: "kept:1" }));
    await store.close();
    const again = await open(`${kind}-again`, 0);
    expect(await again.best("arena", "all", "kills", 10)).toHaveLength(1);
    expect(await again.add(round([entry("ada", 3)], { id: "kept:1" }))).toBe(0);
    await again.close();
  });
});

it("[RC8] in Redis every key begins with the cluster's name, and those of others stay", async () => {
  await redis.client.set("records:of:ada", "a stranger's");
  const store = await stores.Redis("mine", 1);
  await store.add(round([entry("ada", 3, 1)]));
  await store.show("arena", "r1", [{ name: "ADA", figures: {} }]);
  await store.erase("ada");
  expect(await redis.client.get("records:of:ada")).toBe("a stranger's");
  const keys = await redis.client.keys("*");
  expect(keys.filter((key) => !/^(mine|Redis-\w+):records:/.test(key))).toEqual(["records:of:ada"]);
});

it("[RC9] a file that cannot be written is refused with the reason", async () => {
  const inFile = join(folder, "a-file", "records.db");
  writeFileSync(join(folder, "a-file"), "");
  await expect(sqliteRecords({ file: inFile, days: 0 })).rejects.toThrow(/EEXIST|ENOTDIR/);
  const damaged = join(folder, "damaged.db");
  writeFileSync(damaged, "no database at all, ".repeat(1000));
  await expect(sqliteRecords({ file: damaged, days: 0 })).rejects.toThrow(/not a database/);
  await expect(sqliteRecords({ file: folder, days: 0 })).rejects.toThrow(/unable to open/);
});
