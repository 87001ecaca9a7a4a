/** Match logs over HTTP: a real match of a real server, its list and its bytes. */
import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMPRESSION, SEGMENT, segment } from "../../shared/log/format.ts";
import { OPS_TOKEN } from "../support/cluster.ts";
import { errorOf } from "../support/operatorClient.ts";
import { type PlayedLogs, playLogs } from "../support/playedLogs.ts";
import { startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let logs: PlayedLogs;
let { server, folder, epoch, fileOf, get, info, list, id, bytes, session, running } = {} as PlayedLogs;
beforeAll(async () => {
  logs = await playLogs();
  ({ server, folder, epoch, fileOf, get, info, list, id, bytes, session, running } = logs);
});
afterAll(() => logs.close());

/** What fetch cannot ask for: it resolves dots, and asks caches for a new answer. */
const raw = (path: string, headers = {}) =>
  new Promise<[status: number, text: string]>((resolve, reject) => {
    request(server.url, { path: `/api/replays/${path}`, headers }, async (answer) => {
      let text = "";
      for await (const chunk of answer) text += chunk;
      resolve([answer.statusCode!, text]);
    })
      .on("error", reject)
      .end();
  });

describe("GET /api/replays", () => {
  it("[ML6] lists a match with its players, and says that it is over", async () => {
    const one = (await list()).find((entry) => entry.id === id);
    expect(one).toMatchObject({
      ...{
        id,
        game: "skirmish",
        mode: "arena",
        over: true,
        running: false,
        pinned: false,
        fromStart: true,
        holes: 0,
      },
      ...{ bytes: bytes.length, tickRate: 30, players: ["Ada", "Bob"] },
    });
    expect(one!.ticks).toBeGreaterThan(30);
    expect(Date.now() - one!.started).toBeLessThan(600_000);
    const { sessions, parts } = await info();
    expect(sessions).toContainEqual({ session, name: "Ada" });
    expect(parts).toMatchObject([{ at: 0, bytes: bytes.length, end: "over" }]);
  });

  it("[ML6] finds the matches of a session or a name, and refuses what it does not know", async () => {
    for (const query of [`?session=${session}`, "?player=bob", "?game=skirmish&mode=arena&player=ADA"])
      expect(
        (await list(query)).map((one) => one.id),
        query,
      ).toEqual([id]);
    expect(await list("?player=nobody")).toEqual([]);
    expect(await errorOf(await get("?limit=0"))).toEqual([400, '"limit": takes 1 to 200']);
    expect(await errorOf(await get("?player=a&player=b"))).toEqual([400, '"player": is given once']);
  });

  it("lets pages of other origins read it", async () => {
    for (const path of ["", `/${id}`, `/${id}/info`])
      expect(
        (await get(path, { origin: "https://elsewhere.example" })).headers.get("access-control-allow-origin"),
      ).toBe("*");
  });
});

describe("GET /api/replays/ID", () => {
  it("[ML6] is the log as it was written, which caches may keep", async () => {
    const answer = await get(`/${id}`);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-length": String(bytes.length),
      "content-type": "application/octet-stream",
      "cache-control": "public, max-age=31536000, immutable",
      "accept-ranges": "bytes",
    });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
    const head = await fetch(`${server.url}/api/replays/${id}`, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe(String(bytes.length));
    const tag = answer.headers.get("etag")!;
    expect(await raw(id, { "if-none-match": tag })).toEqual([304, ""]);
  });

  it.each([
    ["bytes=0-7", 0, 8],
    ["bytes=100-", 100, undefined],
    ["bytes=-50", -50, undefined],
    ["bytes=10-99999999", 10, undefined],
  ])("[ML6] answers the range %s", async (range, start, end) => {
    const answer = await get(`/${id}`, { range });
    const part = bytes.subarray(start, end);
    const from = start < 0 ? bytes.length + start : start;
    expect(answer.status).toBe(206);
    expect(answer.headers.get("content-range")).toBe(
      `bytes ${from}-${from + part.length - 1}/${bytes.length}`,
    );
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(part);
  });

  it("[ML6] refuses a range that is not there, and ignores one of another version", async () => {
    const none = await get(`/${id}`, { range: `bytes=${bytes.length}-` });
    expect(await errorOf(none)).toEqual([416, `the log has ${bytes.length} bytes`]);
    expect(none.headers.get("content-range")).toBe(`bytes */${bytes.length}`);
    expect(none.headers.get("content-type")).toMatch(/^application\/json/);
    expect(none.headers.get("content-disposition")).toBeNull();
    expect(none.headers.get("cache-control")).toBe("no-store");
    const other = await get(`/${id}`, { range: "bytes=0-7", "if-range": '"another"' });
    expect([other.status, (await other.arrayBuffer()).byteLength]).toEqual([200, bytes.length]);
  });

  it("[ML6] refuses an invalid id by name, and reads no other file", async () => {
    expect(await errorOf(await get("/nowhere"))).toEqual([404, "there is no log of a match nowhere here"]);
    for (const path of [
      "..%2fsecret",
      "%2e%2e%2fsecret.1.mlog",
      `${id}.${epoch}.mlog`,
      "../secret",
      `..%5c${id}`,
      "a%00b",
      `${"x".repeat(200)}`,
    ]) {
      const [status, text] = await raw(path);
      expect([400, 404], path).toContain(status);
      expect(text, path).not.toContain("not yours");
    }
  });

  it("[ML6] clients that hang up in the middle leave no file open, and no place taken", async () => {
    const head = { type: SEGMENT.ticks, compression: COMPRESSION.none, from: 0, to: 30 };
    const body = new Uint8Array(20 * 2 ** 20);
    writeFileSync(
      fileOf("huge"),
      Buffer.concat([bytes.subarray(0, -34), segment({ ...head, size: body.length }, body)]),
    );
    const then = Date.now() / 1000 - 60;
    utimesSync(fileOf("huge"), then, then);
    await until(async () => (await get("/huge/info")).ok, "the log to be listed");
    const open = () => readdirSync(`/proc/${server.process.pid}/fd`).length;
    const before = open();
    // More than are sent at a time.
    for (let round = 0; round < 3; round++)
      await Promise.all(
        Array.from({ length: 40 }, async () => {
          const stop = new AbortController();
          const answer = await fetch(`${server.url}/api/replays/huge`, { signal: stop.signal });
          expect(answer.status).toBe(200);
          await answer.body!.getReader().read();
          stop.abort();
        }),
      );
    await until(() => open() <= before + 2, "all files to be closed");
    const whole = await get("/huge");
    expect((await whole.arrayBuffer()).byteLength).toBe(Number(whole.headers.get("content-length")));
  });

  it("[ML7] holds the latest seconds of a running match back", async () => {
    await until(
      async () => (await get(`/${running}`)).ok,
      "the first seconds of the running match to be told",
    );
    const { running: isRunning, over, bytes: told } = await info(running);
    expect([isRunning, over]).toEqual([true, false]);
    const answer = await get(`/${running}`);
    expect(answer.headers.get("cache-control")).toBe("no-cache");
    const file = readFileSync(
      join(folder, readdirSync(folder).find((name) => name.startsWith(running) && name.endsWith(".mlog"))!),
    );
    const sent = Buffer.from(await answer.arrayBuffer());
    expect(sent.length).toBeGreaterThanOrEqual(told);
    expect(sent.length).toBeLessThan(file.length);
    expect(sent).toEqual(file.subarray(0, sent.length));
  });
});

it("a server without match logs lists none, and says why there are none", async () => {
  const other = await startServer({ OPS_TOKEN: OPS_TOKEN });
  expect(await (await fetch(`${other.url}/api/replays`)).json()).toEqual({ replays: [] });
  const off = "this server keeps no match logs: its REPLAY_DIR is empty";
  expect(await errorOf(await fetch(`${other.url}/api/replays/${id}`))).toEqual([404, off]);
  await other.stop();
});
