/** The catalogue of a folder of logs, and what is deleted from it. The logs are written by the server's own writer. */
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import { Replays } from "../../../server/log/replays.ts";
import { Retention } from "../../../server/log/retention.ts";
import { createTelemetry } from "../../../server/ops/telemetry.ts";
import { partsOf } from "../../../shared/log/replays.ts";
import { readLog } from "../../support/matchLogs.ts";
import { ScriptedMatch } from "../../support/scriptedMatch.ts";
import { until } from "../../support/until.ts";
import { aged, type Logged, STARTED, writeLog } from "../../support/writtenLogs.ts";

const game = games[0]!;
const telemetry = createTelemetry(["arena"], "silent");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kept-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const log = (what: Logged) => writeLog(folder, what);
const kept = (open: string[] = [], delay = 10) => new Replays(folder, delay, async () => open);
const all = async (replays: Replays) => (await replays.list({ limit: 100 })).replays;

describe("the catalogue of match logs", () => {
  it("[ML6] tells of each match what its files say, the newest first", async () => {
    await log({ room: "one", end: "over" });
    await log({ room: "two", mode: "swarm", started: STARTED + 1000, ticks: 40 });
    const [two, one, ...others] = await all(kept());
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      ...{
        id: "one",
        game: "skirmish",
        mode: "arena",
        started: STARTED,
        ticks: 95,
        running: false,
        over: true,
      },
      ...{ fromStart: true, pinned: false, holes: 0, gameVersion: game.game.version },
    });
    expect(one!.bytes).toBe(statSync(join(folder, "one.1.mlog")).size);
    expect(one!.players.length).toBeGreaterThan(0);
    expect(one).not.toHaveProperty("damaged");
    expect(two).toMatchObject({ id: "two", mode: "swarm", running: false, over: false });
  });

  it("[ML6] finds matches by game, mode, name and session, and turns pages", async () => {
    for (const [i, mode] of ["arena", "swarm", "arena"].entries())
      await log({
        room: `room${i}`,
        mode,
        started: STARTED + i,
        end: "over",
        match: new ScriptedMatch({ game, room: mode, seed: i }),
      });
    const replays = kept();
    const ids = async (query: object) =>
      (await replays.list({ limit: 100, ...query })).replays.map(({ id }) => id);
    expect(await ids({ mode: "arena" })).toEqual(["room2", "room0"]);
    expect(await ids({ game: "puck" })).toEqual([]);
    const [{ session, name }] = (await replays.find("room1"))!.info.sessions as [
      { session: string; name: string },
    ];
    expect(await ids({ session })).toContain("room1");
    expect(await ids({ player: name.toUpperCase() })).toContain("room1");
    expect(await ids({ player: "nobody" })).toEqual([]);
    const first = await replays.list({ limit: 2 });
    expect(first.replays.map(({ id }) => id)).toEqual(["room2", "room1"]);
    const second = await replays.list({ limit: 2, before: first.next! });
    expect(second.replays.map(({ id }) => id)).toEqual(["room0"]);
    expect(second).not.toHaveProperty("next");
  });

  it("[ML6] takes the logs of all owners of a match for one, in their order", async () => {
    const { match } = await log({ end: "moved" });
    await log({ epoch: 10, end: "moved", match });
    await log({ epoch: 9, end: "moved", match, ticks: 30 });
    const { info, parts } = (await kept().find("room"))!;
    expect(parts.map(({ epoch }) => epoch)).toEqual([1, 9, 10]);
    expect(info.over).toBe(false);
    const bytes = Buffer.concat(parts.map(({ log }) => readFileSync(join(folder, log.name))));
    expect(info.bytes).toBe(bytes.length);
    expect(partsOf(bytes).map((part) => readLog(part).header.epoch)).toEqual([1, 9, 10]);
    expect(parts.map(({ at }) => at)).toEqual(
      partsOf(bytes).map(({ byteOffset }) => byteOffset - bytes.byteOffset),
    );
  });

  it("[ML6] lists what is damaged as damaged, and serves what comes before", async () => {
    const { path } = await log({ room: "flipped" });
    const bytes = readFileSync(path);
    const whole = bytes.length;
    // The head of a segment that is not there yet.
    appendFileSync(path, bytes.subarray(8, 40).fill(7, 4, 5));
    aged(path, 60_000);
    writeFileSync(join(folder, "junk.1.mlog"), "not a log at all");
    writeFileSync(join(folder, "empty.1.mlog"), "");
    writeFileSync(join(folder, "later.1.mlog"), Buffer.from("MLOG\x09\0\0\0".padEnd(60, "x"), "latin1"));
    writeFileSync(join(folder, "notes.txt"), "no log");
    const found = new Map((await all(kept())).map((one) => [one.id, one]));
    expect([...found.keys()].sort()).toEqual(["empty", "flipped", "junk", "later"]);
    expect(found.get("flipped")).toMatchObject({ damaged: `epoch 1 from byte ${whole} on`, bytes: whole });
    expect(found.get("junk")).toMatchObject({ damaged: "it is no match log", bytes: 0, players: [] });
    expect(found.get("empty")!.damaged).toContain("too short");
    expect(found.get("later")!.damaged).toMatch(/its format is version 9/);
  });

  it("[ML6] serves a log that was cut off up to its last whole segment", async () => {
    const { path } = await log({});
    const bytes = readFileSync(path);
    const before = (await kept().find("room"))!.info;
    writeFileSync(path, bytes.subarray(0, -1));
    aged(path, 60_000);
    const { info } = (await kept().find("room"))!;
    expect(info.ticks).toBeLessThan(before.ticks);
    expect(readLog(bytes.subarray(0, info.bytes)).ending).toBe("whole");
  });

  it("[ML7] a running match ends WATCH_DELAY before now, for everybody", async () => {
    await log({ ticks: 900, age: 0 });
    const { info } = (await kept(["room"]).find("room"))!;
    expect(info.running).toBe(true);
    const bytes = readFileSync(join(folder, "room.1.mlog")).subarray(0, info.bytes);
    expect(readLog(bytes).to).toBeLessThanOrEqual(900 - 10 * 30 + 30);
    expect(readLog(bytes).to).toBeGreaterThan(500);
    expect((await kept(["room"], 0).find("room"))!.info.bytes).toBeGreaterThan(info.bytes);
  });

  it("[ML7] a match of which nobody knows whether it goes on counts as running", async () => {
    await log({});
    const cutOff = new Replays(folder, 10, () => Promise.reject(new Error("no Redis")));
    expect((await all(cutOff))[0]).toMatchObject({ running: true });
  });

  it("reads a log that grows on from where it was read to", async () => {
    const { path } = await log({ ticks: 400, end: "over" });
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length >> 1));
    const replays = kept([], 0);
    const half = (await replays.find("room"))!.info;
    expect(half).toMatchObject({ running: true, over: false });
    appendFileSync(path, bytes.subarray(bytes.length >> 1));
    await until(async () => (await replays.find("room"))!.info.over, "the rest to be read");
    expect((await replays.find("room"))!.info).toMatchObject({
      bytes: bytes.length,
      ticks: 400,
      running: false,
    });
    expect(half.bytes).toBeLessThan(bytes.length);
  });

  it("keeps what it read of a log that grows no more, and believes it only of that file", async () => {
    const { path } = await log({ end: "over", age: 3600_000 });
    const before = await all(kept());
    expect(readdirSync(folder)).toContain("room.1.mlog.index");
    expect(await all(kept())).toEqual(before);
    writeFileSync(path, readFileSync(path).subarray(0, -20));
    aged(path, 3600_000);
    expect((await all(kept()))[0]).toMatchObject({ over: false });
  });
});

describe("retention", () => {
  const retention = (days: number, megabytes: number, replays = kept()) =>
    new Retention(replays, { days, megabytes }, telemetry);
  const left = () =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".mlog"))
      .sort();
  const DAY = 24 * 3600_000;

  it("[ML8] deletes logs beyond REPLAY_DAYS, with all that belongs to them", async () => {
    await log({ room: "old", end: "over", age: 3 * DAY });
    await log({ room: "new", end: "over", age: DAY });
    await all(kept());
    await retention(2, 0).apply();
    expect(readdirSync(folder).sort()).toEqual(["new.1.mlog", "new.1.mlog.index", "new.1.mlog.players"]);
  });

  it("[ML8] deletes the oldest beyond REPLAY_MAX_MB, and no more than it must", async () => {
    for (const [i, room] of ["a", "b", "c"].entries()) await log({ room, end: "over", age: (9 - i) * DAY });
    const { size } = statSync(join(folder, "a.1.mlog"));
    await retention(0, (size * 2.5) / 1e6).apply();
    expect(left()).toEqual(["b.1.mlog", "c.1.mlog"]);
    const { values } = await telemetry.metrics.logsKept.get();
    expect(values[0]!.value).toBe(2);
    expect((await telemetry.metrics.logsKeptBytes.get()).values[0]!.value).toBe(
      left().reduce((sum, name) => sum + statSync(join(folder, name)).size, 0),
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

  it("[ML8] one that cannot be deleted keeps no other, and is told of", async () => {
    mkdirSync(join(folder, "stuck.1.mlog"));
    aged(join(folder, "stuck.1.mlog"), 9 * DAY);
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

  it("sweeps out what belonged to logs that somebody has taken away", async () => {
    await log({ room: "stays", end: "over", age: DAY });
    for (const name of [
      "gone.1.mlog.players",
      "gone.1.mlog.index",
      "stays.1.mlog.index.77",
      "gone.pin",
      "notes.txt",
    ]) {
      writeFileSync(join(folder, name), "");
      aged(join(folder, name), DAY);
    }
    writeFileSync(join(folder, "new.1.mlog.players"), "");
    writeFileSync(join(folder, "stays.pin"), "");
    aged(join(folder, "stays.pin"), DAY);
    await retention(0, 0).apply();
    expect(readdirSync(folder).filter((name) => !name.startsWith("stays.1.mlog"))).toEqual([
      "new.1.mlog.players",
      "notes.txt",
      "stays.pin",
    ]);
    expect(readdirSync(folder)).toContain("stays.1.mlog.players");
  });

  it("[ML8] says once that a folder cannot be read, and goes on", async () => {
    const path = join(folder, "file");
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
});
