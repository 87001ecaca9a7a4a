/** Live matches over HTTP: the same bytes for all, in time and late, limits, and readers that do not read. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { zstdDecompressSync } from "node:zlib";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WatchFeed } from "../../client/watch/feed.ts";
import { LogStream } from "../../shared/log/logStream.ts";
import { TICK_MS } from "../../shared/tick.ts";
import { untilAdmitted } from "../support/overload.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const DELAY = 3;
let server: RunningServer;
let room: Room;
/** Before its match began, by performance.now(). */
let begun: number;

const stream = () => new LogStream((bytes) => zstdDecompressSync(bytes));
const watch = (query = "", id = room.roomId, init: RequestInit = {}) =>
  fetch(`${server.url}/api/watch/${id}${query}`, init);
const metric = async (name: string): Promise<number> => {
  const headers = { Authorization: "Bearer watch-watch-watch-watch" };
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
  return Number(new RegExp(`^${name.replace(/[{}"]/g, "\\$&")} (.*)$`, "m").exec(text)?.[1]);
};

/** Reads an answer until it has that many seconds of the match. */
async function read(response: Response, seconds: number): Promise<{ log: LogStream; bytes: Buffer }> {
  const log = stream();
  const all: Uint8Array[] = [];
  const reader = response.body!.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    all.push(next.value);
    log.push(next.value);
    // No server makes a tick too early, however busy the machine is.
    const made = begun + (log.position?.tick ?? 0) * TICK_MS;
    expect(performance.now() - made, "ms since the latest tick").toBeGreaterThan(1000 * DELAY);
    if ((log.position?.tick ?? 0) - (log.logs[0]?.from ?? 0) >= seconds * 30) break;
  }
  await reader.cancel();
  return { log, bytes: Buffer.concat(all) };
}

beforeAll(async () => {
  server = await startServer({
    ...{ WATCH_DELAY: String(DELAY), MAX_WATCHERS_PER_PROCESS: "6", OPS_TOKEN: "watch-watch-watch-watch" },
  });
  room = await untilAdmitted(() => {
    begun = performance.now();
    return new Client(server.url).joinOrCreate("arena", { name: "Ada" });
  });
  room.onMessage("*", () => {});
});
afterAll(async () => {
  await room?.leave();
  await server?.stop();
});

it("[WA2] the answer for a match that has just begun says when it can be watched; then all get the same bytes, delayed", async () => {
  let early: Response | undefined;
  // On a busy machine the match may not be so new any more.
  await until(async () => {
    const other = await untilAdmitted(() => new Client(server.url).create("arena", { name: "Bob" }));
    other.onMessage("*", () => {});
    early = await watch("", other.roomId);
    await other.leave();
    return early.status === 202;
  }, "a match that has just begun");
  expect(await early!.json()).toMatchObject({
    ...{ waiting: expect.stringContaining("just begun"), reason: "begins" },
  });
  await until(async () => (await watch("?poll")).status === 200, "the first second");
  let all: Awaited<ReturnType<typeof read>>[] = [];
  // A checkpoint may become due between two of the requests.
  await until(async () => {
    const answers = await Promise.all([1, 2, 3].map(() => watch()));
    for (const { headers } of answers) {
      expect(headers.get("Access-Control-Allow-Origin")).toBe("*");
      expect(headers.get("X-Accel-Buffering")).toBe("no");
    }
    all = await Promise.all(answers.map((answer) => read(answer, 6)));
    return new Set(all.map(({ log }) => log.logs[0]!.from)).size === 1;
  }, "watchers that begin at the same checkpoint");
  const shortest = Math.min(...all.map(({ bytes }) => bytes.length));
  const hashes = all.map(({ bytes }) =>
    createHash("sha256").update(bytes.subarray(0, shortest)).digest("hex"),
  );
  expect(new Set(hashes).size).toBe(1);
  expect(all[0]!.log.logs[0]!.header).toMatchObject({ mode: "arena", room: room.roomId });
});

it("[WA6] a watcher that cannot read a stream polls, from its last position", async () => {
  const log = stream();
  await until(async () => {
    const { position } = log;
    const after = position ? `&after=${position.epoch}.${position.tick}` : "";
    const answer = await watch(`?poll${after}`);
    if (answer.status === 200) {
      expect(answer.headers.get("Cache-Control")).toBe("public, max-age=1");
      log.push(new Uint8Array(await answer.arrayBuffer()));
    }
    return (log.position?.tick ?? 0) - (log.logs[0]?.from ?? 0) >= 8 * 30;
  }, "8 s of the match");
  // Nothing twice, nothing missing.
  const ticks = log.logs[0]!.segments.filter(({ type }) => type === 3);
  for (let i = 1; i < ticks.length; i++) expect(ticks[i]!.from).toBe(ticks[i - 1]!.to);
  expect(log.logs.length).toBe(1);
});

it("[WA6] behind a proxy that buffers whole answers, a page still receives the match", async () => {
  const proxy = createServer(async ({ url }, response) => {
    const left = new AbortController();
    response.once("close", () => left.abort());
    const answer = await fetch(server.url + url, { signal: left.signal }).catch(() => undefined);
    const body = await answer?.arrayBuffer().catch(() => undefined);
    if (answer === undefined || body === undefined) return response.destroy();
    response.writeHead(answer.status, { "Content-Type": answer.headers.get("Content-Type") ?? "" });
    response.end(Buffer.from(body));
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const root = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const log = stream();
  const feed = new WatchFeed({ root, room: room.roomId, stream: log, silent: 1500, onState() {} });
  void feed.run();
  await until(() => log.position !== undefined, "the first seconds");
  const { tick } = log.position!;
  await until(() => log.position!.tick > tick + 60, "the match to go on");
  expect(log.logs.length).toBe(1);
  proxy.closeAllConnections();
  proxy.close();
  feed.stop();
});

it("[WA3] a process limits its watchers, counts them, and admits others when some have gone", async () => {
  await until(async () => (await metric("skirmish_watchers")) === 0, "earlier ones to be gone");
  const aborts = Array.from({ length: 6 }, () => new AbortController());
  for (const { signal } of aborts) expect((await watch("", room.roomId, { signal })).status).toBe(200);
  expect(await metric("skirmish_watchers")).toBe(6);
  const refused = await watch();
  expect([refused.status, refused.headers.get("Retry-After")]).toEqual([503, "5"]);
  expect(await metric('skirmish_rejected_total{reason="too_many_watchers"}')).toBe(1);
  for (const abort of aborts) abort.abort();
  await until(async () => (await metric("skirmish_watchers")) === 0, "them to be gone");
  const again = await watch();
  expect(again.status).toBe(200);
  await again.body!.cancel();
});

it("[WA3] an invalid room id and an unknown room are refused with a message", async () => {
  const rooms = await (await fetch(`${server.url}/api/rooms`)).json();
  expect(rooms).toContainEqual(expect.objectContaining({ id: room.roomId, watchable: true }));
  for (const [id, words] of [
    ["nosuchroom", "there is no such room"],
    ["a.b", "not the id of a room"],
  ] as const) {
    const answer = await watch("", id);
    expect(answer.status).toBe(404);
    expect(((await answer.json()) as { error: string }).error).toContain(words);
  }
});

it("[WA2] a match is sent up to its end, and then the responses end", async () => {
  const other = await untilAdmitted(() => new Client(server.url).create("puck", { name: "Bob" }));
  other.onMessage("*", () => {});
  await until(async () => (await watch("?poll", other.roomId)).status === 200, "its first second");
  const answer = await watch("", other.roomId);
  await other.leave();
  const log = stream();
  for await (const bytes of answer.body!) log.push(bytes);
  expect(log.isOver).toBe(true);
  await until(async () => (await watch("", other.roomId)).status === 404, "it to be forgotten");
});
