/** Match logs in a bucket of a real storage that speaks S3, and that is killed, stopped and cut off. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Bucket } from "../../server/log/bucket.ts";
import type { Replays } from "../../server/log/replays.ts";
import { Retention } from "../../server/log/retention.ts";
import type { ReplayInfo, ReplayPage } from "../../shared/log/replays.ts";
import { bucketProcess } from "../support/bucketProcess.ts";
import { OPS_TOKEN } from "../support/cluster.ts";
import { movingAddress } from "../support/movingAddress.ts";
import { type Storage, startStorage } from "../support/s3.ts";
import { startServer } from "../support/server.ts";
import { pace } from "../support/stockClient.ts";
import { stockSeat } from "../support/stockSeat.ts";
import { until } from "../support/until.ts";
import { writeLog } from "../support/writtenLogs.ts";

const DAY = 24 * 3600_000;

let storage: Storage;
let home: string;
beforeAll(async () => {
  storage = await startStorage();
});
afterAll(() => storage.end());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "bucket-"));
});
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  rmSync(home, { recursive: true });
});

/** @param folder of the process's logs @param prefix of its cluster in the bucket */
function keeper(folder: string, prefix: string, access: object = {}) {
  const process = bucketProcess(storage, join(home, folder), prefix, access);
  ends.push(() => process.uploads.end(0));
  return process;
}
const keysOf = (prefix: string) =>
  storage.keys().flatMap((key) => (key.startsWith(`${prefix}/`) ? [key.slice(prefix.length + 1)] : []));
const bytesOf = async (replays: Replays, id: string) => {
  const { parts } = (await replays.find(id))!;
  const pieces: Uint8Array[] = [];
  for (const { log, bytes } of parts) for await (const piece of log.read(0, bytes)) pieces.push(piece);
  return Buffer.concat(pieces);
};
const has = (replays: Replays, id: string) => replays.find(id).then((match) => match !== undefined);

describe("match logs in a bucket", () => {
  it("[ML10] are uploaded when they are complete, with their metadata", async () => {
    const { path, uploads, count } = keeper("a", "finished");
    await writeLog(path, { room: "over", end: "over" });
    await writeLog(path, { room: "moved", end: "moved" });
    await writeLog(path, { room: "killed", age: 10 * 60_000 });
    await writeLog(path, { room: "runs" });
    uploads.start();
    await until(() => keysOf("finished").length === 6, "three logs to be uploaded");
    expect(keysOf("finished")).toEqual([
      ...["about/killed.1.mlog.json", "about/moved.1.mlog.json", "about/over.1.mlog.json"],
      ...["killed.1.mlog", "moved.1.mlog", "over.1.mlog"],
    ]);
    await until(async () => (await count("done")) === 3, "three uploads to be counted");
    expect(readdirSync(path)).toContain("over.1.mlog");
  });

  it("[ML11] a process without the files lists and serves them, with those that it has itself", async () => {
    const [a, b] = [keeper("a", "shared"), keeper("b", "shared")];
    const { match } = await writeLog(a.path, { room: "room", end: "moved" });
    await writeLog(b.path, { room: "room", epoch: 2, end: "over", match });
    const files = [join(a.path, "room.1.mlog"), join(b.path, "room.2.mlog")];
    a.uploads.start();
    await until(() => keysOf("shared").length === 2, "the first part to be uploaded");
    b.uploads.start();
    await until(async () => (await b.replays.find("room"))?.parts.length === 2, "both parts to be known");
    const { info } = (await b.replays.find("room"))!;
    expect(info).toMatchObject({ over: true, fromStart: true, running: false });
    expect(info.players.length).toBeGreaterThan(0);
    expect(await bytesOf(b.replays, "room")).toEqual(Buffer.concat(files.map((file) => readFileSync(file))));
    const part = info.parts[0]!;
    expect((await b.replays.find("room"))!.parts[0]!.log.here).toBe(0);
    expect(part.bytes).toBe(readFileSync(files[0]!).length);
  });

  it("[ML10] an unavailable bucket is reported once and counted; no log is lost: it is uploaded later", async () => {
    const { path, uploads, lines, count, telemetry } = keeper("a", "away");
    await storage.kill();
    await writeLog(path, { room: "room", end: "over" });
    uploads.start();
    await until(() => lines.length > 0, "a warning");
    await until(
      async () => /logs_waiting 1/.test(await telemetry.metrics.registry.metrics()),
      "a log that waits",
    );
    await storage.start();
    await until(() => lines.length > 1, "the end of the trouble");
    expect(lines[0]).toMatch(/ECONNREFUSED.*match logs are not uploaded: they are kept, and tried again/);
    expect(lines[1]).toMatch(/match logs are uploaded again/);
    expect(lines.length).toBe(2);
    expect(keysOf("away")).toContain("room.1.mlog");
    expect(await count("done")).toBe(1);
  });

  it("[ML10] a wrong secret is reported in words, without the secret", async () => {
    const { path, uploads, lines } = keeper("a", "forbidden", { secret: "wrong-secret" });
    await writeLog(path, { room: "room", end: "over" });
    uploads.start();
    await until(() => lines.length > 0, "a warning");
    expect(lines[0]).toMatch(/403 SignatureDoesNotMatch: REPLAY_S3_KEY and REPLAY_S3_SECRET must allow/);
    expect(lines.join()).not.toMatch(/wrong-secret|S3RVER/);
    expect(keysOf("forbidden")).toEqual([]);
  });

  it("[ML10] an interrupted upload is repeated, and the incomplete one is never visible", async () => {
    const way = await movingAddress(storage.port);
    ends.push(() => way.close());
    const url = `${way.url.replace("redis", "http")}/logs/skirmish/cut`;
    const { path, uploads, stored, lines, count } = keeper("a", "cut", { url });
    await writeLog(path, { room: "room", end: "over", ticks: 600 });
    way.delay(150);
    uploads.start();
    // Its list has been read: what follows is the upload.
    await until(() => stored.isFresh, "the upload to begin");
    way.cut();
    await until(() => lines.length > 0, "a warning");
    expect(keysOf("cut")).not.toContain("about/room.1.mlog.json");
    expect(await count("failed")).toBe(1);
    way.delay(0);
    way.mend();
    await until(() => keysOf("cut").length === 2, "the log to be uploaded");
  });

  it("[ML10] a storage that hangs keeps no process from ending", async () => {
    const { path, uploads, lines } = keeper("a", "hangs");
    await writeLog(path, { room: "room", end: "over" });
    storage.process.kill("SIGSTOP");
    ends.push(() => storage.process.kill("SIGCONT"));
    uploads.start();
    const began = performance.now();
    await uploads.end(200);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(lines.at(-1)).toMatch(/"logs":1.*not uploaded yet: the next process with this REPLAY_DIR does it/);
    storage.process.kill("SIGCONT");
    const next = keeper("a", "hangs");
    next.uploads.start();
    await until(() => keysOf("hangs").length === 2, "the next process to upload it");
  });

  it("[ML10] REPLAY_MAX_MB deletes files that the bucket has, and no other; the match stays", async () => {
    const { path, uploads, replays, stored, telemetry } = keeper("a", "size");
    await writeLog(path, { room: "room", end: "over" });
    const bytes = readFileSync(join(path, "room.1.mlog"));
    const retention = new Retention(replays, { days: 0, megabytes: 0.000_001 }, telemetry);
    await retention.apply();
    expect(readdirSync(path)).toContain("room.1.mlog");
    uploads.start();
    await until(() => stored.get("room.1.mlog"), "the log to be uploaded");
    await retention.apply();
    expect(readdirSync(path)).toEqual([]);
    expect(await bytesOf(replays, "room")).toEqual(bytes);
    expect(keysOf("size").length).toBe(2);
  });

  it("[ML10] REPLAY_DAYS deletes everywhere, but nothing pinned, and nothing while pins are unknown", async () => {
    const { path, uploads, replays, stored, telemetry } = keeper("a", "age");
    for (const room of ["old", "pinned"]) await writeLog(path, { room, end: "over", age: 3 * DAY });
    const retention = new Retention(replays, { days: 2, megabytes: 0 }, telemetry);
    await retention.apply();
    expect(await has(replays, "old")).toBe(true);
    uploads.start();
    await until(() => stored.get("old.1.mlog") && stored.get("pinned.1.mlog"), "both to be uploaded");
    expect(await replays.pin("pinned", true)).toBe("done");
    await retention.apply();
    expect(await has(replays, "old")).toBe(false);
    expect((await replays.find("pinned"))!.info.pinned).toBe(true);
    expect(keysOf("age")).toEqual(["about/pinned.1.mlog.json", "about/pinned.pin", "pinned.1.mlog"]);
    // Another process knows the pin as well.
    const other = keeper("b", "age");
    other.uploads.start();
    await until(() => has(other.replays, "pinned"), "the other process to know the match");
    expect(await other.replays.delete("pinned")).toBe("pinned");
  });

  it("[ML11] a match that an operator deletes through one process is gone from all, and is not uploaded again", async () => {
    const [a, b] = [keeper("a", "deleted"), keeper("b", "deleted")];
    await writeLog(a.path, { room: "room", end: "over" });
    a.uploads.start();
    b.uploads.start();
    await until(() => has(b.replays, "room"), "the other process to know the match");
    expect(await b.replays.delete("room")).toBe("done");
    await until(() => readdirSync(a.path).length === 0, "the file to be deleted");
    await until(async () => !(await has(a.replays, "room")), "the match to be gone");
    expect(keysOf("deleted")).toEqual(["about/room.deleted"]);
  });

  it("[ML11] metadata that no server of the project has written is left out", async () => {
    const { path, uploads, replays, stored } = keeper("a", "foreign");
    const bucket = new Bucket({ ...storage.access, url: `${storage.access.url}/foreign` });
    await bucket.put("about/bad.1.mlog.json", new Blob(['{"size":1}']));
    await bucket.put("about/..%2F..%2Fbad.1.mlog.json", new Blob(["{}"]));
    await bucket.put("about/notes.txt", new Blob(["hello"]));
    await writeLog(path, { room: "good", end: "over" });
    uploads.start();
    await until(() => stored.get("good.1.mlog"), "the log to be uploaded");
    expect([...(await replays.matches()).keys()]).toEqual(["good"]);
  });
});

it("[ML10] [ML11] a server uploads as it stops; another one, with an empty folder, serves it with ranges", async () => {
  const { env } = storage;
  const first = await startServer({ ...env, REPLAY_DIR: join(home, "a"), OPS_TOKEN });
  const ada = await stockSeat(first.url, "arena");
  const id = ada.room.roomId;
  await pace(30, 2, (count) => ada.send({ moveX: 100, aim: (count * 300) & 0xffff, buttons: 0 }));
  const metrics = await fetch(`${first.url}/metrics`, { headers: { authorization: `Bearer ${OPS_TOKEN}` } });
  await first.stop();
  expect(`${first.log()}${await metrics.text()}`).not.toContain("S3RVER");
  const [name] = readdirSync(join(home, "a")).filter((file) => file.endsWith(".mlog"));
  const bytes = readFileSync(join(home, "a", name!));
  expect(storage.keys()).toContain(name);

  const second = await startServer({ ...env, REPLAY_DIR: join(home, "b"), OPS_TOKEN });
  ends.push(() => second.stop());
  const get = (path: string, headers = {}) => fetch(`${second.url}/api/replays${path}`, { headers });
  await until(async () => (await get(`/${id}/info`)).ok, "the match to be listed");
  const list = (await (await get("?player=ada")).json()) as ReplayPage;
  expect(list.replays.map((one) => one.id)).toContain(id);
  const info = (await (await get(`/${id}/info`)).json()) as ReplayInfo;
  expect(info).toMatchObject({ id, running: false, over: true, bytes: bytes.length, players: ["Ada"] });
  const whole = await get(`/${id}`);
  expect(whole.headers.get("cache-control")).toContain("immutable");
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
  const tag = whole.headers.get("etag")!;
  const range = await get(`/${id}`, { range: "bytes=10-29", "if-range": tag });
  expect([range.status, range.headers.get("content-range")]).toEqual([206, `bytes 10-29/${bytes.length}`]);
  expect(Buffer.from(await range.arrayBuffer())).toEqual(bytes.subarray(10, 30));

  await storage.kill();
  const away = await get(`/${id}`);
  expect([away.status, away.headers.get("cache-control"), await away.json()]).toEqual([
    ...[503, "no-store", { error: "the log cannot be read at the moment: try again" }],
  ]);
  expect(away.headers.get("etag")).not.toBe(tag);
  await storage.start();
});
