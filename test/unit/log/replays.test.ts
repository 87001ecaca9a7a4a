/** The catalogue of a folder of logs. The logs are written by the server's own writer. */
import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import { Replays } from "../../../server/log/replays.ts";
import { partsOf } from "../../../shared/log/replays.ts";
import { useLogFolder } from "../../support/logFolder.ts";
import { readLog } from "../../support/matchLogs.ts";
import { ScriptedMatch } from "../../support/scriptedMatch.ts";
import { until } from "../../support/until.ts";
import { aged, STARTED } from "../../support/writtenLogs.ts";

const game = games[0]!;

const logs = useLogFolder();
const { log, kept, all } = logs;

describe("the catalogue of match logs", () => {
  it("[ML6] describes each match from its files, newest first", async () => {
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
    expect(one!.bytes).toBe(statSync(join(logs.folder, "one.1.mlog")).size);
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
    const bytes = Buffer.concat(parts.map(({ log }) => readFileSync(join(logs.folder, log.name))));
    expect(info.bytes).toBe(bytes.length);
    expect(partsOf(bytes).map((part) => readLog(part).header.epoch)).toEqual([1, 9, 10]);
    expect(parts.map(({ at }) => at)).toEqual(
      partsOf(bytes).map(({ byteOffset }) => byteOffset - bytes.byteOffset),
    );
  });

  it("[ML6] lists a damaged log as damaged, and serves the part before the damage", async () => {
    const { path } = await log({ room: "flipped" });
    const bytes = readFileSync(path);
    const whole = bytes.length;
    // The head of a segment that is not there yet.
    appendFileSync(path, bytes.subarray(8, 40).fill(7, 4, 5));
    aged(path, 60_000);
    writeFileSync(join(logs.folder, "junk.1.mlog"), "not a log at all");
    writeFileSync(join(logs.folder, "empty.1.mlog"), "");
    writeFileSync(join(logs.folder, "later.1.mlog"), Buffer.from("MLOG\x09\0\0\0".padEnd(60, "x"), "latin1"));
    writeFileSync(join(logs.folder, "notes.txt"), "no log");
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
    const { path } = await log({ ticks: 900, age: 0 });
    const { info } = (await kept(["room"]).find("room"))!;
    // Time passes on a busy machine, too.
    const passed = (Date.now() - statSync(path).mtimeMs) / 1000;
    expect(info.running).toBe(true);
    const bytes = readFileSync(path).subarray(0, info.bytes);
    expect(readLog(bytes).to).toBeLessThanOrEqual(900 - (10 - passed) * 30 + 30);
    expect(readLog(bytes).to).toBeGreaterThan(500);
    expect((await kept(["room"], 0).find("room"))!.info.bytes).toBeGreaterThan(info.bytes);
  });

  it("[ML7] a match counts as running when it is unknown whether it continues", async () => {
    await log({});
    const cutOff = new Replays(logs.folder, 10, () => Promise.reject(new Error("no Redis")));
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

  it("caches the contents of a log that no longer grows, and uses the cache only for that very file", async () => {
    const { path } = await log({ end: "over", age: 3600_000 });
    const before = await all(kept());
    expect(readdirSync(logs.folder)).toContain("room.1.mlog.index");
    expect(await all(kept())).toEqual(before);
    writeFileSync(path, readFileSync(path).subarray(0, -20));
    aged(path, 3600_000);
    expect((await all(kept()))[0]).toMatchObject({ over: false });
  });
});
