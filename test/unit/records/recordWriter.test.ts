/** The writer of records, with a real Redis that is stopped, and with stores that fail. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Worker } from "node:worker_threads";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectTo, ready } from "../../../server/cluster/redis.ts";
import { createTelemetry } from "../../../server/ops/telemetry.ts";
import { rateRound } from "../../../server/records/rating.ts";
import { type PlayedEntry, RecordWriter } from "../../../server/records/recordWriter.ts";
import { redisRecords } from "../../../server/records/redisStore.ts";
import { sqliteRecords } from "../../../server/records/sqliteStore.ts";
import type { RecordStore } from "../../../server/records/store.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";
import { until } from "../../support/until.ts";

let redis: TestRedis;
let connection: ReturnType<typeof connectTo>;
let store: RecordStore;
beforeAll(async () => {
  redis = await startRedis();
  connection = connectTo(redis.url, "writer");
  await ready(connection);
  store = redisRecords(connection, { figuresOf: () => ["kills"], days: 0 });
});
afterAll(async () => {
  connection.disconnect();
  await redis.close();
});

const entry = (player: string, kills: number, score?: number): PlayedEntry => ({
  ...{ key: player, player, name: player, figures: { kills } },
  stood: score === undefined ? undefined : { team: player, standing: score },
});
const played = (id: string, ...entries: PlayedEntry[]) => ({ id, mode: "arena", at: Date.now(), entries });

async function counted(telemetry: ReturnType<typeof createTelemetry>) {
  const { values } = await telemetry.metrics.records.get();
  return Object.fromEntries(values.map(({ labels, value }) => [labels.result, value]));
}
const waiting = async (telemetry: ReturnType<typeof createTelemetry>) =>
  (await telemetry.metrics.recordsWaiting.get()).values[0]?.value;

it("[RC10] a Redis that stops answering delays nothing, and has each round once when it answers again", async () => {
  const telemetry = createTelemetry([], "silent");
  const writer = new RecordWriter(store, telemetry);
  redis.pause();
  for (let i = 0; i < 20; i++) writer.add(played(`paused:${i}`, entry("ada", 1)));
  // Nothing has waited: this is still the same turn of the event loop, and Redis answers in none of the next.
  expect(await waiting(telemetry)).toBe(20);
  // Commands that were sent to the stopped process are carried out when it continues, in addition to the
  // repeated ones.
  await until(() => connection.status !== "ready", "the connection to be given up");
  redis.resume();
  await until(async () => {
    const { written = 0, repeated = 0 } = await counted(telemetry);
    return written + repeated === 20;
  }, "all rounds to be written");
  await until(() => connection.status === "ready", "the connection to be back");
  expect((await store.of("ada"))?.modes.arena?.figures.kills).toBe(20);
  expect(await waiting(telemetry)).toBe(0);
});

it("[RC3] ratings of a round follow from its order, and two rounds at once both count", async () => {
  const writers = [1, 2].map(() => new RecordWriter(store, createTelemetry([], "silent")));
  for (const [i, writer] of writers.entries())
    for (let n = 0; n < 5; n++)
      writer.add(played(`rated:${i}:${n}`, entry("eve", 2, 200), entry("fay", 1, 100), entry("gus", 1)));
  const kills = async () => (await store.of("eve"))?.modes.arena?.figures.kills;
  await until(async () => (await kills()) === 20, "all rounds to be written");
  const [eve, fay, gus] = await store.ratings("arena", ["eve", "fay", "gus"]);
  expect(eve!.mu).toBeGreaterThan(fay!.mu);
  expect(gus, "of a player without a place").toBeUndefined();
  // As ten rounds one after the other make it.
  const expected = { eve: undefined, fay: undefined } as { [name: string]: typeof eve };
  for (let n = 0; n < 10; n++) {
    const teams = ["eve", "fay"].map((name, i) => ({
      ...{ team: name, standing: -i, rating: expected[name] },
    }));
    [expected.eve, expected.fay] = rateRound(teams)!;
  }
  expect(eve!.mu).toBeCloseTo(expected.eve!.mu, 9);
});

it("[RC14] tells how the ratings have changed, once: not of a round that was counted before", async () => {
  const writer = new RecordWriter(store, createTelemetry([], "silent"));
  const told: unknown[] = [];
  const round = played("told:1", entry("ida", 2, 200), entry("jon", 1, 100), entry("kim", 1));
  const change = (player: string, was: number) => ({ player, was, now: expect.any(Number) });
  writer.add(round, (ratings) => told.push(ratings));
  await until(() => told.length === 1, "the round to be written");
  expect(told[0]).toEqual([change("ida", 0), change("jon", 0)]);
  const { now } = (told[0] as { now: number }[])[0]!;
  expect(now).toBeGreaterThan(0);
  writer.add(round, (ratings) => told.push(ratings));
  writer.add({ ...round, id: "told:2" }, (ratings) => told.push(ratings));
  await until(() => told.length === 3, "both rounds to be written");
  expect(told.slice(1)).toEqual([[], [change("ida", now), change("jon", expect.any(Number) as never)]]);
});

it("[RC3] teams win and lose together; a player without an opponent is not rated", () => {
  const player = (team: string, standing: number) => ({ team, standing, rating: undefined });
  const [a, b, c] = rateRound([player("red", 3), player("blue", 1), player("red", 3)])!;
  expect(a).toEqual(c);
  expect(a!.mu).toBeGreaterThan(b!.mu);
  expect(rateRound([player("red", 3), player("red", 3)])).toBeUndefined();
  expect(rateRound([])).toBeUndefined();
});

it("[RC10] lost results are counted and reported: a full queue, and the end of the process", async () => {
  const telemetry = createTelemetry([], "silent");
  const dead = { add: () => Promise.reject(new Error("away")), close: async () => {} };
  const writer = new RecordWriter(dead as unknown as RecordStore, telemetry);
  const thousand = Array.from({ length: 1000 }, (_, i) => entry(`p${i}`, 1));
  for (let i = 0; i < 21; i++) writer.add(played(`full:${i}`, ...thousand));
  expect((await counted(telemetry)).lost).toBe(1000);
  await writer.end();
  expect(await counted(telemetry)).toMatchObject({ lost: 21_000, written: 0 });
  expect(await waiting(telemetry)).toBe(0);
});

it("[RC10] a file that another process locks delays nothing, and has the round once it is free", async () => {
  const folder = mkdtempSync(join(tmpdir(), "records-"));
  const file = join(folder, "records.db");
  const telemetry = createTelemetry([], "silent");
  const writer = new RecordWriter(await sqliteRecords({ file, days: 0 }), telemetry);
  const other = new DatabaseSync(file);
  other.exec("BEGIN EXCLUSIVE");
  writer.add(played("locked:1", entry("ada", 4)));
  // The thread waits for the lock, and this one, which frees it, does not.
  await until(async () => (await waiting(telemetry)) === 1, "it to wait");
  other.exec("COMMIT");
  await until(async () => (await counted(telemetry)).written === 1, "the round to be written");
  expect(other.prepare("SELECT value FROM totals WHERE period = 'all'").all()).toEqual([{ value: 4 }]);
  other.close();
  expect(await writer.end()).toBe(true);
  rmSync(folder, { recursive: true });
});

it("[RC10] a thread of the file that ends is started again, and each round is written once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "records-"));
  const threads: Worker[] = [];
  const note = (thread: Worker): void => void threads.push(thread);
  process.on("worker", note);
  const telemetry = createTelemetry([], "silent");
  const store = await sqliteRecords({ file: join(folder, "records.db"), days: 0 });
  const writer = new RecordWriter(store, telemetry);
  for (let round = 0; round < 10; round++) writer.add(played(`ended:${round}`, entry("ada", 1)));
  await threads[0]!.terminate();
  await until(async () => {
    const { written = 0, repeated = 0 } = await counted(telemetry);
    return written + repeated === 10;
  }, "all rounds to be written");
  expect(threads).toHaveLength(2);
  expect((await store.of("ada"))?.modes.arena?.figures.kills).toBe(10);
  expect(await writer.end()).toBe(true);
  process.off("worker", note);
  rmSync(folder, { recursive: true });
});
