/** Logs on real disks: one that is full, and one that takes nothing for a while. */
import { execFileSync, spawnSync } from "node:child_process";
import { constants, createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import { headerOf } from "../../../server/log/header.ts";
import { type DiskLimits, LogDisk, type OpenFile } from "../../../server/log/logDisk.ts";
import { MatchRecorder } from "../../../server/log/recorder.ts";
import { SINK } from "../../../server/log/segmentSink.ts";
import { createTelemetry } from "../../../server/ops/telemetry.ts";
import { InputFields } from "../../../shared/log/inputFields.ts";
import { Replay, type ReplayEvent } from "../../../shared/log/replay.ts";
import { worldHash } from "../../../shared/log/worldHash.ts";
import { readLog } from "../../support/matchLogs.ts";
import { ScriptedMatch } from "../../support/scriptedMatch.ts";
import { until } from "../../support/until.ts";

const [skirmish] = games;
const game = skirmish!;
const LIMITS: DiskLimits = { queued: 400_000, pause: 50, timeout: 5000 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "logs-"));
});
afterEach(() => {
  spawnSync("umount", [join(folder, "disk")], { stdio: "ignore" });
  rmSync(folder, { recursive: true });
});

/** A match that is logged to a folder. */
function logged(path: string, limits = LIMITS, openFile?: OpenFile) {
  const telemetry = createTelemetry(["arena"], "silent");
  const warnings: string[] = [];
  telemetry.log.warn = (_: unknown, text?: string) => void warnings.push(text ?? "");
  const disk = new LogDisk(path, telemetry, limits, openFile);
  const { settings } = game.game.modes.arena!;
  const file = disk.open(
    headerOf(game, { mode: "arena", settings, seed: 3, room: "room", epoch: 1 }, 1_764_000_000_000),
  );
  const match = new ScriptedMatch({ game, room: "arena", seed: 3 });
  const fault = (error: unknown) => {
    throw error;
  };
  const recorder = new MatchRecorder(match.match, new InputFields(game.game.input), file, fault);
  match.record(recorder);
  const hashes = new Map<number, string>();
  const lost = async () => {
    const { values } = await telemetry.metrics.logSegments.get();
    return values.find(({ labels }) => labels.result === "lost")!.value;
  };
  return {
    ...{ disk, file, recorder, warnings, hashes, lost, match },
    /** Plays until the condition holds; the disk works between the ticks. */
    async play(isSo: () => boolean): Promise<void> {
      const began = performance.now();
      for (let tick = 0; !isSo(); tick++) {
        if (performance.now() - began > 120_000) throw new Error(`it is not so after ${tick} ticks`);
        match.tick();
        hashes.set(match.world.tick, worldHash(game.storage.save(match.world)));
        if (tick % 30 === 0) await setImmediate();
      }
    },
  };
}

/** Plays the log again. @returns the events that are not part of an undamaged replay */
function checked(bytes: Uint8Array, hashes: ReadonlyMap<number, string>): ReplayEvent[] {
  const replay = new Replay(game, [readLog(bytes)]);
  const unusual: ReplayEvent[] = [];
  for (const event of replay.play()) {
    if (event.type === "step") {
      if (event.tick % 30 === 0)
        expect(worldHash(game.storage.save(replay.world)), `tick ${event.tick}`).toBe(hashes.get(event.tick));
    } else if (event.type !== "right" && event.type !== "command") unusual.push(event);
  }
  return unusual;
}

/** A disk of so many kB; where mounting is forbidden, a limit of the size of files. */
function smallDisk(kilobytes: number) {
  const disk = join(folder, "disk");
  execFileSync("mkdir", [disk]);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", disk]).status === 0;
  const limit = (bytes: string) =>
    execFileSync("prlimit", ["--pid", String(process.pid), `--fsize=${bytes}:`]);
  const ballast = join(disk, "ballast");
  return {
    path: disk,
    fill() {
      if (!mounted) process.on("SIGXFSZ", () => {});
      if (mounted) spawnSync("dd", ["if=/dev/zero", `of=${ballast}`, "bs=1k"], { stdio: "ignore" });
      else limit("8192");
    },
    free() {
      if (mounted) rmSync(ballast);
      else limit("unlimited");
    },
  };
}

it("[ML4] a full disk: the log has a hole segment, and continues with a checkpoint once there is space", async () => {
  const disk = smallDisk(512);
  const log = logged(disk.path);
  await log.play(() => log.match.world.tick >= 60);
  await until(() => log.file.written > 0, "the log to be begun");
  disk.fill();
  await log.play(() => log.file.state !== SINK.open);
  const lostAt = log.match.world.tick;
  // It is tried again, and fails again: that is one hole.
  await log.play(() => log.file.failures > 1);
  disk.free();
  await log.play(() => log.file.state === SINK.open && log.match.world.tick > lostAt + 60);
  const before = log.file.written;
  await log.play(() => log.file.written > before);
  log.recorder.end("over");
  await log.disk.end();
  const [hole, end, ...others] = checked(readFileSync(log.file.path), log.hashes);
  expect(others).toEqual([]);
  expect(hole).toMatchObject({ type: "hole" });
  expect((hole as { from: number }).from).toBeLessThan(lostAt);
  expect((hole as { to: number }).to).toBeGreaterThanOrEqual(lostAt);
  expect(end).toEqual({ type: "end", tick: log.match.world.tick, reason: "over" });
  expect(await log.lost()).toBeGreaterThan(0);
  expect(log.warnings, "said once").toHaveLength(1);
});

it("[ML4] a disk that refuses writes: no step waits, little is kept in memory, and the log continues later", async () => {
  const fifo = join(folder, "fifo");
  execFileSync("mkfifo", [fifo]);
  // Open for reading, too, so that opening it does not wait: writing waits for a reader once 64 kB are in it.
  const openFile = () => open(fifo, constants.O_RDWR);
  const log = logged(folder, { ...LIMITS, queued: 60_000 }, openFile);
  await log.play(() => log.file.state === SINK.full);
  const lostAt = log.match.world.tick;
  await log.play(() => log.match.world.tick >= lostAt + 90);
  expect(log.file.state, "nobody has read anything").toBe(SINK.full);
  const read: Buffer[] = [];
  const reader = createReadStream(fifo).on("data", (chunk) => read.push(chunk as Buffer));
  await until(() => log.file.state !== SINK.full, "the disk to work again");
  await log.play(() => log.file.state === SINK.open && log.match.world.tick >= lostAt + 200);
  log.recorder.end("over");
  expect(await log.disk.end()).toBe(true);
  await until(() => Buffer.concat(read).length === log.file.written, "all to be read");
  // It ends when no process has it open for writing, which `reader` does not notice in time.
  reader.destroy();
  writeFileSync(join(folder, "log"), Buffer.concat(read));
  const [hole, end, ...others] = checked(readFileSync(join(folder, "log")), log.hashes);
  expect([hole?.type, end?.type, others]).toEqual(["hole", "end", []]);
  expect(log.warnings).toHaveLength(1);
});

it("[ML4] a hanging disk does not block the end of a process for ever, and the caller is told", async () => {
  const fifo = join(folder, "fifo");
  execFileSync("mkfifo", [fifo]);
  // Waits for a reader.
  const log = logged(folder, { ...LIMITS, timeout: 100 }, () => open(fifo, "a"));
  await log.play(() => log.match.world.tick >= 60);
  expect(await log.disk.end()).toBe(false);
  const reader = await open(fifo, constants.O_RDONLY);
  await until(() => log.file.written > 0, "what was queued to be written");
  await reader.close();
});

it("a room that closes before its first step leaves no file", async () => {
  const log = logged(folder);
  log.recorder.end("over");
  expect(await log.disk.end()).toBe(true);
  expect(() => readFileSync(log.file.path)).toThrow(/ENOENT/);
});

it("a log that is there already is not touched", async () => {
  writeFileSync(join(folder, "room.1.mlog"), "something");
  const log = logged(folder);
  await log.play(() => log.match.world.tick >= 60);
  log.recorder.end("over");
  await log.disk.end();
  expect(readFileSync(join(folder, "room.1.mlog"), "utf8")).toBe("something");
  expect(checked(readFileSync(join(folder, "room.1-2.mlog")), log.hashes)).toMatchObject([{ type: "end" }]);
});
