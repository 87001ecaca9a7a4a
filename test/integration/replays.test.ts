/** Match logs over HTTP: a real match of a real server, its list, its bytes, and what operators do with it. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMPRESSION, SEGMENT, segment } from "../../shared/log/format.ts";
import type { ReplayEntry, ReplayInfo, ReplayPage } from "../../shared/log/replays.ts";
import type { OpsEvent } from "../../shared/operators.ts";
import { keepPicture, startBrowser } from "../support/browser.ts";
import { OPS_TOKEN } from "../support/cluster.ts";
import { cell, openConsole } from "../support/console.ts";
import { runTool } from "../support/runTool.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { pace } from "../support/stockClient.ts";
import { stockSeat } from "../support/stockSeat.ts";
import { until } from "../support/until.ts";

const TOKEN = OPS_TOKEN;
const DAY = 24 * 3600_000;
const home = mkdtempSync(join(tmpdir(), "replays-"));
const folder = join(home, "logs");

let server: RunningServer;
let session = "";
/** Of the match that was played, and of a running one. */
let [id, running] = ["", ""];
let bytes: Buffer;

const get = (path: string, headers: { [name: string]: string } = {}) =>
  fetch(`${server.url}/api/replays${path}`, { headers });
const list = async (query = ""): Promise<readonly ReplayEntry[]> =>
  ((await (await get(query)).json()) as ReplayPage).replays;
const info = async (of = id) => (await (await get(`/${of}/info`)).json()) as ReplayInfo;
const errorOf = async (answer: Response) => [
  answer.status,
  ((await answer.json()) as { error: string }).error,
];
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
const order = (name: string, body: object, token = TOKEN) =>
  fetch(`${server.url}/ops/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
/** The log of the match under another id; the header says what it is of. */
const copied = (as: string) => {
  copyFileSync(`${fileOf(id)}.players`, `${fileOf(as)}.players`);
  copyFileSync(fileOf(id), fileOf(as));
};
const fileOf = (match: string) => join(folder, `${match}.${epoch}.mlog`);
let epoch = "";

beforeAll(async () => {
  mkdirSync(folder);
  writeFileSync(join(home, "secret.1.mlog"), "not yours");
  // What an earlier process has left: too old to be kept.
  writeFileSync(join(folder, "ancient.1.mlog"), "an old log");
  const then = (Date.now() - 30 * DAY) / 1000;
  utimesSync(join(folder, "ancient.1.mlog"), then, then);
  server = await startServer({ REPLAY_DIR: folder, OPS_TOKEN: TOKEN, REPLAY_DAYS: "7", WATCH_DELAY: "2" });
  const [ada, bob] = [await stockSeat(server.url, "arena"), await stockSeat(server.url, "arena", "Bob")];
  id = ada.room.roomId;
  session = ada.room.sessionId;
  await pace(30, 2, (count) => ada.send({ moveX: 100, aim: (count * 300) & 0xffff, buttons: 0 }));
  await bob.room.leave();
  await ada.room.leave();
  await until(async () => (await info()).over, "the match to be over");
  [, epoch] = readdirSync(folder)
    .find((name) => name.startsWith(id) && name.endsWith(".mlog"))!
    .split(".") as [string, string];
  bytes = readFileSync(fileOf(id));
  running = (await stockSeat(server.url, "arena", "Cid")).room.roomId;
});
afterAll(async () => {
  await server.stop();
  rmSync(home, { recursive: true });
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
    const other = await get(`/${id}`, { range: "bytes=0-7", "if-range": '"another"' });
    expect([other.status, (await other.arrayBuffer()).byteLength]).toEqual([200, bytes.length]);
  });

  it("[ML6] names what is no id, and reaches no other file", async () => {
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

describe("operators", () => {
  it("[ML8] a server that starts deletes what is too old, says so, and counts it", async () => {
    await until(() => !existsSync(join(folder, "ancient.1.mlog")), "the old log to be deleted");
    expect(server.log()).toContain("match logs deleted: older than 7 days (REPLAY_DAYS)");
    const metrics = await (
      await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
    ).text();
    expect(metrics).toContain('skirmish_match_logs_deleted_total{reason="age"} 1');
    expect(metrics).toMatch(/skirmish_match_logs_kept_bytes \d/);
  });

  it("[ML9] pin a match and delete it, and both are written down", async () => {
    copied("spare");
    expect((await order("pin", { replay: "spare" }, "a-wrong-token-of-a-test")).status).toBe(401);
    await until(async () => (await list()).some((one) => one.id === "spare"), "the copy to be listed");
    expect(await (await order("pin", { replay: "spare" })).json()).toEqual({
      outcome: "done",
      done: "pins match spare",
    });
    expect(await info("spare")).toMatchObject({ pinned: true });
    expect(await errorOf(await order("delete", { replay: "spare" }))).toEqual([
      409,
      "deletes the log of match spare: it is pinned; unpin it first",
    ]);
    expect((await order("unpin", { replay: "spare" })).status).toBe(200);
    expect(await (await order("delete", { replay: "spare" })).json()).toMatchObject({ outcome: "done" });
    expect(await errorOf(await get("/spare"))).toEqual([404, "there is no log of a match spare here"]);
    expect(await errorOf(await order("delete", { replay: "spare" }))).toEqual([
      404,
      "there is no log of a match spare here",
    ]);
    expect(await errorOf(await order("delete", { replay: running }))).toEqual([
      409,
      `deletes the log of match ${running}: the match is running`,
    ]);
    expect(await errorOf(await order("pin", { replay: "../x" }))).toEqual([400, '"replay": is not an id']);
    const { output } = await runTool("tools/ops/cli.ts", ["events", "--json", "--url", server.url], {
      OPS_TOKEN: TOKEN,
    });
    const events = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as OpsEvent);
    for (const text of ["pins match spare", "unpins match spare", "deletes the log of match spare"])
      expect(events, text).toContainEqual(expect.objectContaining({ kind: "action", text, outcome: "done" }));
  });

  it("[ML9] find the matches of a player by its session", async () => {
    const ops = (...args: string[]) =>
      runTool("tools/ops/cli.ts", [...args, "--url", server.url], { OPS_TOKEN: TOKEN });
    const found = await ops("replay", session);
    expect(found.code).toBe(0);
    expect(found.output).toMatch(
      new RegExp(`${id} +arena +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d.*${server.url}/replay/${id}`),
    );
    expect(found.output).not.toContain(running);
    const none = await ops("replay", "nobody");
    expect([none.code, none.output]).toEqual([
      1,
      expect.stringContaining("no log of a match with session nobody"),
    ]);
    expect((await ops("replays")).output).toContain(running);
    expect((await ops("pin", id)).output).toContain(`pins match ${id}`);
    expect((await ops("unpin", id)).code).toBe(0);
  });
});

it("[ML9] the console lists matches, finds those of a player, pins and deletes them", async () => {
  copied("shown");
  const browser = await startBrowser();
  try {
    const { page, faults } = await openConsole(browser, server.url);
    const row = '[data-replay="shown"]';
    await page.locator(row).waitFor();
    expect(await cell(page, row, "names")).toBe("Ada, Bob");
    expect(await cell(page, row, "state")).toBe("over");
    expect(await page.locator(`[data-replay="${running}"] button`, { hasText: "Delete" }).isDisabled()).toBe(
      true,
    );
    expect(await page.locator(`${row} a`).getAttribute("href")).toBe("../replay/shown");
    await page.locator(row).scrollIntoViewIfNeeded();
    await keepPicture(page, "console-matches");
    const press = async (name: string) => {
      await page.locator(row).getByRole("button", { name, exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
    };
    await press("Pin");
    await until(async () => (await cell(page, row, "state")) === "over, pinned", "the pin to be shown");
    await press("Unpin");
    await until(async () => (await cell(page, row, "state")) === "over", "the pin to be taken away");
    await press("Delete");
    await page.locator(row).waitFor({ state: "detached" });
    expect(existsSync(fileOf("shown"))).toBe(false);
    await page.getByLabel("Matches of a player").fill(session);
    await until(
      async () => (await page.locator("[data-replay]").count()) === 1,
      "the matches of the session",
    );
    expect(faults()).toEqual([]);
  } finally {
    await browser.close();
  }
});

it("a server without match logs lists none, and says why there are none", async () => {
  const other = await startServer({ OPS_TOKEN: TOKEN });
  expect(await (await fetch(`${other.url}/api/replays`)).json()).toEqual({ replays: [] });
  const off = "this server keeps no match logs: its REPLAY_DIR is empty";
  expect(await errorOf(await fetch(`${other.url}/api/replays/${id}`))).toEqual([404, off]);
  await other.stop();
});
