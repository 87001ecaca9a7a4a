/** What is deleted from a folder of logs: the old, the many, and what belonged to logs that are gone. */
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Replays } from "../../../server/log/replays.ts";
import { Retention } from "../../../server/log/retention.ts";
import { createTelemetry } from "../../../server/ops/telemetry.ts";
import { useLogFolder } from "../../support/logFolder.ts";
import { aged } from "../../support/writtenLogs.ts";

const telemetry = createTelemetry(["arena"], "silent");
const logs = useLogFolder();
const { log, kept, all } = logs;
const retention = (days: number, megabytes: number, replays = kept()) =>
  new Retention(replays, { days, megabytes }, telemetry);
const left = () =>
  readdirSync(logs.folder)
    .filter((name) => name.endsWith(".mlog"))
    .sort();
const DAY = 24 * 3600_000;
const away = () => Promise.reject(new Error("Redis is away"));

it("[ML8] deletes logs beyond REPLAY_DAYS, with all that belongs to them", async () => {
  await log({ room: "old", end: "over", age: 3 * DAY });
  await log({ room: "new", end: "over", age: DAY });
  await all(kept());
  await retention(2, 0).apply();
  expect(readdirSync(logs.folder).sort()).toEqual(["new.1.mlog", "new.1.mlog.index", "new.1.mlog.players"]);
});

it("[ML8] deletes the oldest beyond REPLAY_MAX_MB, and no more than it must", async () => {
  for (const [i, room] of ["a", "b", "c"].entries()) await log({ room, end: "over", age: (9 - i) * DAY });
  const { size } = statSync(join(logs.folder, "a.1.mlog"));
  await retention(0, (size * 2.5) / 1e6).apply();
  expect(left()).toEqual(["b.1.mlog", "c.1.mlog"]);
  const { values } = await telemetry.metrics.logsKept.get();
  expect(values[0]!.value).toBe(2);
  expect((await telemetry.metrics.logsKeptBytes.get()).values[0]!.value).toBe(
    left().reduce((sum, name) => sum + statSync(join(logs.folder, name)).size, 0),
  );
});

it("[ML8] never deletes a running match or a pinned one; pinned ones leave room for others", async () => {
  for (const room of ["runs", "pinned", "other"]) await log({ room, age: 9 * DAY });
  await log({ room: "written", age: 0 });
  const replays = kept(["runs"]);
  expect(await replays.pin("pinned", true)).toBe("done");
  await retention(1, 0.000_001, replays).apply();
  expect(left()).toEqual(["pinned.1.mlog", "runs.1.mlog", "written.1.mlog"]);
  expect(await replays.delete("runs")).toBe("running");
  expect(await replays.delete("pinned")).toBe("pinned");
  await replays.pin("pinned", false);
  await retention(1, 0, replays).apply();
  expect(left()).toEqual(["runs.1.mlog", "written.1.mlog"]);
});

it("[SO2] never deletes a match with an open report; while the reports cannot be read, those that were read last count", async () => {
  for (const room of ["reported", "other"]) await log({ room, end: "over", age: 9 * DAY });
  const limits = { days: 1, megabytes: 0.000_001 };
  let read = async (): Promise<ReadonlySet<string>> => new Set(["reported"]);
  const one = new Retention(kept(), limits, telemetry, () => read());
  await one.apply();
  expect(left()).toEqual(["reported.1.mlog"]);
  read = away;
  await log({ room: "later", end: "over", age: 8 * DAY });
  await one.apply();
  expect(left()).toEqual(["reported.1.mlog"]);
  read = async () => new Set();
  await one.apply();
  expect(left()).toEqual([]);
});

it("[SO2][ML8] before the reports were read once, nothing is deleted by age, and the oldest beyond REPLAY_MAX_MB are", async () => {
  for (const [i, room] of ["a", "b", "c"].entries()) await log({ room, end: "over", age: (9 - i) * DAY });
  const { size } = statSync(join(logs.folder, "a.1.mlog"));
  const { metrics, log: lines } = createTelemetry(["arena"], "silent");
  const warnings: unknown[] = [];
  lines.warn = (_: unknown, text?: string) => void warnings.push(text);
  const limits = { days: 1, megabytes: (size * 2.5) / 1e6 };
  const one = new Retention(kept(), limits, { metrics, log: lines }, away);
  await one.apply();
  await one.apply();
  expect(left()).toEqual(["b.1.mlog", "c.1.mlog"]);
  expect(warnings).toEqual([
    "the open reports of players cannot be read, which keep match logs: none is deleted by age",
  ]);
});

it("[ML8] a log that cannot be deleted is reported, and does not prevent other deletions", async () => {
  mkdirSync(join(logs.folder, "stuck.1.mlog"));
  aged(join(logs.folder, "stuck.1.mlog"), 9 * DAY);
  await log({ room: "old", end: "over", age: 8 * DAY });
  await log({ room: "large", end: "over", age: DAY });
  expect((await kept().find("stuck"))!.info.damaged).toContain("EISDIR");
  const { metrics, log: lines } = createTelemetry(["arena"], "silent");
  const warnings: unknown[] = [];
  lines.warn = (_: unknown, text?: string) => void warnings.push(text);
  await new Retention(kept(), { days: 2, megabytes: 0.000_001 }, { metrics, log: lines }).apply();
  expect(left()).toEqual(["stuck.1.mlog"]);
  expect(warnings).toContain("match logs are not deleted: their folder cannot be read or written");
});

it("removes the files that belong to logs that have been removed", async () => {
  await log({ room: "stays", end: "over", age: DAY });
  for (const name of [
    "gone.1.mlog.players",
    "gone.1.mlog.index",
    "stays.1.mlog.index.77",
    "gone.pin",
    "notes.txt",
  ]) {
    writeFileSync(join(logs.folder, name), "");
    aged(join(logs.folder, name), DAY);
  }
  writeFileSync(join(logs.folder, "new.1.mlog.players"), "");
  writeFileSync(join(logs.folder, "stays.pin"), "");
  aged(join(logs.folder, "stays.pin"), DAY);
  await retention(0, 0).apply();
  expect(readdirSync(logs.folder).filter((name) => !name.startsWith("stays.1.mlog"))).toEqual([
    "new.1.mlog.players",
    "notes.txt",
    "stays.pin",
  ]);
  expect(readdirSync(logs.folder)).toContain("stays.1.mlog.players");
});

it("[ML8] reports once that a folder cannot be read, and continues", async () => {
  const path = join(logs.folder, "file");
  writeFileSync(path, "");
  const warnings: unknown[] = [];
  const { metrics, log } = createTelemetry(["arena"], "silent");
  log.warn = (_: unknown, text?: string) => void warnings.push(text);
  const one = new Retention(
    new Replays(path, 10, async () => []),
    { days: 1, megabytes: 0 },
    { metrics, log },
  );
  await one.apply();
  await one.apply();
  expect(warnings).toEqual(["match logs are not deleted: their folder cannot be read or written"]);
});
