/** `npm run bots`, as a developer runs it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spread } from "../../client/bots/spread.ts";
import { FLAG } from "../../games/skirmish/shared/flags.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import type { Status } from "../../shared/operators.ts";
import type { ServerMessages } from "../../shared/protocol.ts";
import { untilAdmitted } from "../support/overload.ts";
import { freePort } from "../support/ports.ts";
import { runTool } from "../support/runTool.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { watchStalls } from "../support/stalls.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
let folder: string;
let silentPort: number;
beforeAll(async () => {
  server = await startServer();
  silentPort = await freePort();
  folder = mkdtempSync(join(tmpdir(), "skirmish-bots-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.stop();
});

const bots = (...args: string[]) => runTool("client/bots/cli.ts", args);

it("joins with all bots, loses none, and reports an even stream of patches", async () => {
  const stalls = watchStalls();
  const before = server.log().length;
  const file = join(folder, "report.json");
  const run = await bots(
    "--url",
    server.url,
    "--count",
    "12",
    "--seconds",
    "6",
    "--ramp",
    "20",
    "--json",
    file,
  );
  expect(run.code, run.output).toBe(0);
  const { report } = JSON.parse(readFileSync(file, "utf8"));
  expect(run.output).toContain(`joined 12 of 12 · disconnects ${report.disconnects}`);
  expect(report.joined).toBe(12);
  if (!stalls.found([server.log().slice(before)])) expect(report.disconnects).toBe(0);
  expect(report.patchesPerSecond.count).toBe(12);
  // One patch a tick, however many ticks a busy machine makes in a second; every other one while it is
  // overloaded.
  const each = report.patchesPerSecond.p50 / report.ticksPerSecond.p50;
  expect(each, "patches for each tick").toBeGreaterThan(0.45);
  expect(each, "patches for each tick").toBeLessThan(1.1);
  expect(report.bytesInPerSecond.p50).toBeGreaterThan(100);
});

it("exits with 1 when a bound of the command line is exceeded, and names it", async () => {
  const line = [
    "--url",
    server.url,
    "--count",
    "2",
    "--seconds",
    "4",
    "--min-patches",
    "100",
    "--max-drops",
    "0",
  ];
  const unknown = await bots(...line);
  expect(unknown).toMatchObject({ code: 1 });
  expect(unknown.output).toContain("--max-drops");
  const broken = await bots(...line.slice(0, -2));
  expect(broken.code, broken.output).toBe(1);
  expect(broken.output).toMatch(/--min-patches 100 is broken: it was \d\d?\b/);
});

it("[LS3][LS5] plays a scenario: bots join, drop and return, chat and leave; reports it; and compares it with another run", async () => {
  const [scenario, json, html] = ["scenario.yaml", "scenario.json", "scenario.html"].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  writeFileSync(
    scenario,
    `name: Short
room: swarm
nets: { clean: 2, lossy: 1 }
phases:
  - { name: opening, seconds: 4, bots: 6, ramp: 6 }
  - { name: busy, seconds: 6, churn: { leaves: 20, drops: 30, away: 1 }, chat: 30, thresholds: { rtt: { max: 0.001 } } }
thresholds: { refused: { max: 0 }, lost: { max: 0 }, errors: { max: 0 } }
`,
  );
  const before = server.log().length;
  const run = await bots("--scenario", scenario, "--url", server.url, "--json", json, "--html", html);
  expect(run.code, run.output).toBe(1);
  expect(run.output).toContain("thresholds: 1 of 4 broken");
  expect(run.output).toMatch(/✗ rtt max 0\.001 in "busy": \d/);
  const { whole, phases, nets, timeline } = JSON.parse(readFileSync(json, "utf8"));
  expect(whole).toMatchObject({ joined: 8, left: 2, lost: {}, errors: {}, refused: {} });
  expect(whole.dropped, "of three drops; a bot may still be joining").toBeGreaterThan(0);
  // On a busy machine a link may be silent for long enough to count as lost; not as often as links are
  // dropped.
  expect(whole.disconnects, "drops are no disconnects").toBeLessThan(whole.dropped);
  expect(whole.said).toBeGreaterThan(0);
  expect(phases.map(({ name }: { name: string }) => name)).toEqual(["opening", "busy"]);
  expect(phases[0].joined + phases[1].joined, "whichever phase a late join falls into").toBe(8);
  const { count, p50 } = nets.lossy.rttMs;
  // A bot that is starved for its ten seconds may get no answer to time.
  if (count > 0) expect(p50).toBeGreaterThan(90);
  expect(timeline.playing.length, "samples, one a second").toBeGreaterThan(3);
  expect(server.log().slice(before), "dropped bots have returned").toContain("player back");
  expect(readFileSync(html, "utf8")).toContain("1 of 4 thresholds broken");

  const same = await bots("--compare", json, json, "--max-worse", "5");
  expect(same.code, same.output).toBe(0);
  expect(same.output).toContain("0 worse, 0 better");
  writeFileSync(scenario, "name: Short\nphasen: []\n");
  const wrong = await bots("--scenario", scenario, "--url", server.url);
  expect(wrong.code).toBe(1);
  expect(wrong.output).toContain("scenario.yaml:2: phasen: unknown key; the keys here are name, room,");
});

it("[BR9][BR10] ALLOW_BOTS: bots without a token are refused with what to do; those with one are marked, counted, and limited", async () => {
  const AUTH_SECRET = "the-secret-of-a-test-about-tokens-for-bots";
  const strict = await startServer({
    ALLOW_BOTS: "token,1",
    AUTH_SECRET,
    OPS_TOKEN: "the-operators-of-a-test",
  });
  const join = (bot?: boolean | string) =>
    new Client(strict.url).joinOrCreate<ArenaState>("arena", {
      name: "Ada",
      ...(bot === undefined ? {} : { bot }),
    });
  try {
    const refused = await bots("--url", strict.url, "--count", "2", "--seconds", "1");
    expect(refused.code).toBe(1);
    expect(refused.errors.trim()).toMatch(
      /let nobody in: this server admits bots with a token only: ask its operator for one/,
    );
    await expect(join(true)).rejects.toMatchObject({
      code: 403,
      message: expect.stringMatching(/ask its operator/),
    });

    const made = await runTool("tools/botToken.ts", ["ada"], { AUTH_SECRET });
    const token = made.output.trim().split("\n").at(-1)!;
    const [bot, person] = [await untilAdmitted(() => join(token)), await untilAdmitted(() => join())];
    for (const room of [bot, person]) room.onMessage("*", () => {});
    await until(() => person.state?.leaders?.length > 0, "the leaders");
    // Each sees its own ship, wherever the other one is.
    const flags = () => [bot, person].map(({ state, sessionId }) => state.ships.get(sessionId)?.flags ?? 0);
    await until(() => (flags()[0]! & FLAG.bot) !== 0, "the mark");
    expect(flags()[1]! & FLAG.bot).toBe(0);
    const marked = () => [...person.state.leaders.values()].filter((one) => one.bot);
    await until(() => marked().length === 1, "the mark in the list of the best, which everybody sees");
    const chat: ServerMessages["chat"][] = [];
    person.onMessage("chat", (said: ServerMessages["chat"]) => chat.push(said));
    for (const room of [bot, person]) room.send("chat", { text: "hello", scope: "lobby" });
    await until(() => chat.length === 2, "what both say to all");
    for (const { from, bot: mark } of chat) expect(mark).toBe(from === bot.sessionId ? true : undefined);

    await expect(
      new Client(strict.url).joinById(bot.roomId, { name: "Eve", bot: token }),
    ).rejects.toMatchObject({ code: 403, message: expect.stringMatching(/as many bots as it admits \(1\)/) });

    const headers = { authorization: "Bearer the-operators-of-a-test" };
    const status = (await (await fetch(`${strict.url}/ops/status`, { headers })).json()) as Status;
    expect(status.players.filter((one) => one.bot).map(({ session }) => session)).toEqual([bot.sessionId]);
    expect(status.rooms.map(({ players, figures }) => [players, figures?.bots])).toEqual([[2, 1]]);
    const metrics = await (await fetch(`${strict.url}/metrics`, { headers })).text();
    expect(metrics).toContain('skirmish_bots{room="arena"} 1');
    expect(metrics).toContain('skirmish_joins_total{result="bot_refused"} 3');
    await Promise.all([bot.leave(), person.leave()]);
  } finally {
    await strict.stop();
  }
});

it("plays one swarm from several machines, whose reports add up to one", async () => {
  const files = [1, 2].map((index) => join(folder, `${index}.json`));
  const runs = files.map((file, i) =>
    bots("--url", server.url, "--count", "5", "--shard", `${i + 1}/2`, "--seconds", "8", "--json", file),
  );
  const names = async () =>
    ((await (await fetch(`${server.url}/api/players`)).json()) as { name: string }[])
      .map(({ name }) => name)
      .sort();
  const all = ["Bot-001", "Bot-002", "Bot-003", "Bot-004", "Bot-005"];
  await until(async () => (await names()).join() === all.join(), "all bots to play at once");
  for (const { code, output } of await Promise.all(runs)) expect(code, output).toBe(0);

  const parts = files.map((file) => JSON.parse(readFileSync(file, "utf8")));
  // None, unless the machine is busy.
  const lost = parts[0].report.disconnects + parts[1].report.disconnects;
  const whole = join(folder, "whole.json");
  const merged = await bots("--merge", ...files, "--json", whole, "--max-disconnects", `${lost}`);
  expect(merged.code, merged.output).toBe(0);
  expect(merged.output).toContain(`joined 5 of 5 · disconnects ${lost}`);
  const { report } = JSON.parse(readFileSync(whole, "utf8"));
  const figures = parts.flatMap(({ account }) => account.samples.joinMs as number[]);
  expect(figures).toHaveLength(5);
  expect(report.joinMs).toEqual(spread(figures));
  expect(report.patchesPerSecond.count).toBe(5);
  expect(parts.map((part) => part.report.joined)).toEqual([3, 2]);

  const broken = await bots("--merge", ...files, "--min-joined", "6");
  expect(broken).toMatchObject({ code: 1 });
  expect(broken.output).toContain("--min-joined 6 is broken: it was 5");
  const half = await bots("--merge", files[1]!);
  expect([half.code, half.errors.trim()]).toEqual([1, "shard 1/2 is missing"]);
});

describe("prints in one line what is wrong, and exits with 1:", () => {
  const cases: [string, () => string[], RegExp][] = [
    [
      "no server",
      () => ["--url", `http://localhost:${silentPort}`],
      /no server at http:\/\/localhost:\d+: the connection was refused/,
    ],
    ["no such host", () => ["--url", "http://nowhere.invalid"], /no host of that name/],
    ["a wrong room", () => ["--url", server.url, "--room", "tavern"], /has no room called "tavern"/],
    ["a wrong count", () => ["--count", "many"], /--count "many": expected a whole number from 1 to 2000/],
    ["a wrong brain", () => ["--brain", "cat"], /--brain "cat": expected one of idle, wander, hunter/],
    ["a wrong address", () => ["--url", "localhost"], /--url "localhost": expected an address like/],
    ["a wrong shard", () => ["--shard", "3/2"], /--shard "3\/2": expected a shard like 2\/3/],
    [
      "fewer bots than shards",
      () => ["--count", "2", "--shard", "1/3"],
      /expected a whole number from 3 to 6000/,
    ],
    ["a report that is not there", () => ["--merge", "nowhere.json"], /^nowhere.json: no such file/],
    [
      "a file that is not a report",
      () => ["--merge", "package.json"],
      /package.json: not a report that npm run bots/,
    ],
    ["a file without --merge", () => ["a.json"], /Unexpected argument 'a.json'/],
    ["an unknown option", () => ["--fly"], /Unknown option '--fly'/],
  ];
  for (const [what, args, line] of cases)
    it(what, async () => {
      const { code, errors } = await bots(...args());
      expect(code).toBe(1);
      expect(errors.trim().split("\n"), errors).toHaveLength(1);
      expect(errors).toMatch(line);
    });
});
