/** A local cluster as its operator uses it: one entry address, a rolling update during play, Ctrl-C. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { json } from "node:stream/consumers";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import type { Status } from "../../server/ops/operations.ts";
import { keepPicture, openPage, startBrowser } from "../support/browser.ts";
import { fly } from "../support/fly.ts";
import { OpsTool } from "../support/opsTool.ts";
import { freePorts } from "../support/ports.ts";
import { type Running, runTool, startTool } from "../support/runTool.ts";
import { until } from "../support/until.ts";

const BOTS = 5;
const TOKEN = "the-token-of-a-test";
/**
 * The browser logs each answer that asks a page to try again: a room is not known yet, or the machine is too
 * busy.
 */
const LATER = /status of 503/;

/** Status of an answer of a process that is cut off from Redis for a moment. */
const CUT_OFF = 503;

let cluster: Running;
let entry: string;
let browser: Browser;
const ops = (...args: string[]) => new OpsTool(entry, TOKEN).run(...args);
/**
 * On a new connection each time, as a new client would ask.
 * @throws while the process that answers knows none
 */
async function status(at = entry): Promise<Status> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const [answer] = await once(get(`${at}/ops/status`, { headers, agent: false }), "response");
  const body = await json(answer as Readable);
  // On a busy machine a process may lack its heartbeats' answers, and says that it is cut off from Redis.
  const code = (answer as IncomingMessage).statusCode;
  if (code !== 200) throw Object.assign(new Error(JSON.stringify(body)), { code });
  return body as Status;
}
/** Polls until the status is as expected. */
async function statusWith(isExpected: (status: Status) => boolean, what: string): Promise<Status> {
  let latest: Status | undefined;
  await until(async () => {
    latest = await status().catch(() => undefined);
    return latest !== undefined && isExpected(latest);
  }, what);
  return latest!;
}

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  cluster?.process.kill("SIGKILL");
});

// Each test has three processes that admit players and know each other, whatever happened in the test before.
beforeEach(async () => {
  if (cluster === undefined || cluster.process.exitCode !== null) await start();
  const areReady = ({ processes }: Status) =>
    processes.filter(({ state, fault }) => state === "ready" && fault === undefined).length === 3 &&
    processes.length === 3;
  const know = async (): Promise<boolean> => {
    const { processes } = await status();
    const all = await Promise.all(processes.map(({ public: address }) => status(`http://${address}`)));
    return all.length === 3 && all.every(areReady);
  };
  // A process that has just ended may still be on the list.
  await until(() => know().catch(() => false), "the processes to know each other");
});

async function start(): Promise<void> {
  const [first, , , shared] = await freePorts(4);
  entry = `http://localhost:${shared}`;
  const args = ["--processes", "3", "--port", String(first), "--entry", String(shared)];
  cluster = startTool("tools/cluster/cli.ts", args, { OPS_TOKEN: TOKEN, REDIS_URL: "", PORT: "", HOST: "" });
  await until(() => cluster.output().includes(`Play at ${entry}/`), "the cluster to print its address");
}

it("[CL8] all processes are replaced while bots and a browser play, and no player is lost", async () => {
  // Small: rendered without a GPU.
  const { page, faults } = await openPage(browser, { width: 320, height: 180 });
  await page.goto(`${entry}/?name=Ada&join`);
  await until(() => page.evaluate(() => window.__skirmish.session?.own()?.alive), "Ada to play");
  // Until here the browser has the machine to itself.
  const bots: SkirmishSession[] = await Promise.all(
    Array.from({ length: BOTS }, (_, i) => join({ url: entry, room: "arena", name: `Bot-${i}` })),
  );
  const landings = bots.map(fly);
  const key = await page.evaluate(() => window.__skirmish.session!.key);
  const before = await statusWith(
    ({ players }) => players.length === BOTS + 1,
    "all players to be on the list",
  );
  expect(before.processes).toHaveLength(3);

  const { code, output } = await runTool("tools/ops/cli.ts", ["roll", "--url", entry], { OPS_TOKEN: TOKEN });
  console.log(output);
  expect(code, code === 0 ? output : `${output}\n${cluster.output()}`).toBe(0);
  expect(output).toMatch(/processes replaced {2}3/);
  expect(output).toMatch(/players lost {8}0/);

  // The answering process knows the newest players after the next heartbeat.
  const after = await statusWith(
    ({ players }) => players.length >= before.players.length,
    "all players to be on the list again",
  );
  const old = new Set(before.processes.map(({ id }) => id));
  expect(after.processes.filter(({ id }) => old.has(id))).toEqual([]);
  expect(after.players.map(({ session }) => session).sort()).toEqual(
    before.players.map(({ session }) => session).sort(),
  );
  const patches = bots.map(({ stats }) => stats.patches);
  await until(() => bots.every(({ stats }, i) => stats.patches > patches[i]! + 30), "the bots to play on");
  await until(
    () => page.evaluate(() => window.__skirmish.session!.link.state === "playing"),
    "Ada to play on",
  );
  expect(await page.evaluate(() => window.__skirmish.session!.key), "the same session").toBe(key);
  // The browser logs each socket that it could not open to an ended process.
  const ofEnded = /WebSocket connection to|ERR_(?:CONNECTION_(?:REFUSED|RESET)|EMPTY_RESPONSE)/;
  expect(faults.filter((fault) => !ofEnded.test(fault) && !LATER.test(fault))).toEqual([]);
  for (const land of landings) land();
  await Promise.all(bots.map((bot) => bot.leave()));
  await page.close();
});

it("[CL8] the title screen lists the rooms of all processes, and a click joins one", async () => {
  const eve = await join({ url: entry, room: "arena", name: "Eve" });
  const { page, faults } = await openPage(browser, { width: 900, height: 640 });
  await page.goto(`${entry}/?name=Bob`);
  const listed = page.getByRole("listitem").filter({ hasText: "Eve" });
  await until(() => listed.isVisible(), "Eve on the list");
  await keepPicture(page, "lobby");
  await listed.getByRole("button", { name: "Join" }).click();
  await until(() => page.evaluate(() => window.__skirmish.session?.roomId), "Bob to play");
  expect(await page.evaluate(() => window.__skirmish.session!.roomId)).toBe(eve.roomId);
  await page.getByRole("button", { name: "Copy a link to this room" }).click();
  const { page: friend } = await openPage(browser);
  await friend.goto(`${entry}/?at=${eve.roomId}&name=Cid&join`);
  await until(() => friend.evaluate(() => window.__skirmish.session?.roomId), "Cid to play");
  expect(await friend.evaluate(() => window.__skirmish.session!.roomId), "the room of the link").toBe(
    eve.roomId,
  );
  expect(faults.filter((fault) => !LATER.test(fault))).toEqual([]);
  await Promise.all([page.close(), friend.close(), eve.leave()]);
});

it("[CL9] a draining process is removed from the entry at once", async () => {
  const [victim] = (await statusWith(() => true, "the processes")).processes;
  const { code, output } = await ops("drain", victim!.id);
  // Unknown if the answer is late (OP9): then its effect shows that the order was carried out.
  if (code !== 2) expect([code, output.trim()]).toEqual([0, `drains process ${victim!.id}`]);
  // Closing the entry is the first step of a drain, so it is closed by then.
  let isKnown = false;
  let answers = 0;
  const replaced = async () => {
    const wasKnown = isKnown;
    // A process that accepted a connection just before it closed the entry may end before it answers.
    const answer = await status().catch(() => undefined);
    if (answer === undefined) return false;
    const { process, processes } = answer;
    if (process === victim!.id && wasKnown) answers++;
    isKnown ||=
      process !== victim!.id && !processes.some(({ id, state }) => id === victim!.id && state === "ready");
    return processes.length === 3 && !processes.some(({ id }) => id === victim!.id);
  };
  await until(replaced, "the process to be replaced");
  expect(answers, "answers to new connections, once another process knew of the drain").toBe(0);
});

it("the operator's command line reports and refuses in words", async () => {
  const run = await ops("status");
  expect(run.code, run.output).toBe(0);
  expect(run.output).toMatch(/process +address +state/);
  const unknownProcess = await ops("drain", "nobody");
  expect([unknownProcess.code, unknownProcess.output.trim()]).toEqual([1, "there is no process nobody"]);
  const hyphen = await ops("drain", "--_V8L35w");
  expect([hyphen.code, hyphen.output.trim()], "an id that begins with hyphens").toEqual([
    1,
    "there is no process --_V8L35w",
  ]);
  const session = await ops("mute", "-_V8L35w", "--minutes", "1");
  expect([session.code, session.output.trim()]).toEqual([1, "there is no session -_V8L35w"]);
  const notice = await ops("notice", "hello", "--room", "-_V8L35w");
  expect([notice.code, notice.output.trim()]).toEqual([1, "there is no room -_V8L35w"]);
  const withoutToken = await runTool("tools/ops/cli.ts", ["kick", "x", "--url", entry], {
    OPS_TOKEN: "wrong",
  });
  expect([withoutToken.code, withoutToken.output.trim()]).toEqual([
    1,
    "operators only: set OPS_TOKEN to the server's",
  ]);
});

it("[CL8] a killed process is replaced, and the entry answers all the time", async () => {
  const [victim] = (await statusWith(() => true, "the processes")).processes;
  const { pid } = victim!;
  process.kill(pid, "SIGKILL");
  // The killed process may have accepted one connection before; no other request may fail.
  let resets = 0;
  const ask = () =>
    status().catch((error) => {
      if (error.code === CUT_OFF) return undefined;
      if (error.code !== "ECONNRESET" || ++resets > 1) throw error;
      return undefined;
    });
  const replaced = async () => {
    const { processes = [] } = (await ask()) ?? {};
    return (
      processes.filter(({ state }) => state === "ready").length === 3 &&
      !processes.some((one) => one.pid === pid)
    );
  };
  await until(replaced, "the killed process to be replaced");
});

it("[CL9] Ctrl-C drains all, exits with 0 and leaves nothing behind", async () => {
  const pids = (await statusWith(() => true, "the processes")).processes.map(({ pid }) => pid);
  const redis = /redis:\/\/127\.0\.0\.1:(\d+)/.exec(cluster.output())![1]!;
  const soFar = cluster.output().length;
  cluster.process.kill("SIGINT");
  // Under npm one key press sends two signals.
  await until(() => cluster.output().slice(soFar).includes("draining"), "the first signal to be handled");
  cluster.process.kill("SIGINT");
  const { code, output } = await cluster.ended;
  // A process that was killed would make it 1.
  expect(code, output).toBe(0);
  const running = execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" }).split("\n");
  expect(running.filter((line) => line.includes(`127.0.0.1:${redis}`))).toEqual([]);
  expect(running.filter((line) => pids.includes(Number.parseInt(line, 10)))).toEqual([]);
});
