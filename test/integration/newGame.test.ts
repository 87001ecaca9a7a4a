/** `npm run new` in a fresh copy of the project, and the game that it makes. */
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPage, startBrowser } from "../support/browser.ts";
import { TestCluster } from "../support/cluster.ts";
import { copyProject, TO_CHECK } from "../support/copy.ts";
import { type Ran, startTool } from "../support/runTool.ts";
import { until } from "../support/until.ts";

let copy: ReturnType<typeof copyProject>;
let made: Ran;
const tool = (file: string, ...args: string[]) => startTool(file, args, {}, copy.project).ended;
const make = (...args: string[]) => tool("tools/new.ts", ...args);

beforeAll(async () => {
  copy = copyProject([], TO_CHECK);
  made = await make("tag");
  await tool("node_modules/vite/bin/vite.js", "build", "--mode", "unpacked", "--logLevel", "warn");
});
afterAll(() => copy.remove());

it("[GA5] a new game has all its files, and is in the lists of games", () => {
  expect(made.code, made.output).toBe(0);
  expect(made.output).toContain("npm run bots -- --room tag");
  for (const [, file] of made.output.matchAll(/^ +((?:test\/)?games\/\S+\.ts)/gm))
    expect(existsSync(join(copy.project, file!)), file).toBe(true);
  for (const [list, value] of [
    ["index", "tagServer"],
    ["client", "tagPage"],
    ["bots", "tagBots"],
    ["arenas", "tagArena"],
  ]) {
    const text = readFileSync(join(copy.project, `games/${list}.ts`), "utf8");
    expect(text, "at the end of the list: the first game stays the first").toMatch(
      new RegExp(`, ${value}\\];\n$`),
    );
  }
});

it("[GA5][BR11] the types, the lint, the tests of the new game and those of the engine over all games pass; brains play it", async () => {
  const tests = [
    "test/games/tag",
    "test/unit/imports.test.ts",
    "test/unit/privateMembers.test.ts",
    "test/unit/fields/docs.test.ts",
    "test/unit/strings/strings.test.ts",
  ];
  const spar = ["tools/spar/cli.ts", "--game", "tag", "--rounds", "1"] as const;
  const checks = await Promise.all([
    tool("node_modules/typescript/bin/tsc", "--noEmit"),
    tool("node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "games", "test/games"),
    tool("node_modules/vitest/vitest.mjs", "run", ...tests),
    tool(...spar, join(copy.project, "games/tag/starter.ts"), "idle", "--seconds", "20", "--no-replays"),
  ]);
  for (const { code, output } of checks) expect(code, output).toBe(0);
});

it("[GA3] the new game keeps every promise; its capacity is run, not judged, because it depends on the machine", async () => {
  const { output } = await tool("test/verify/cli.ts", "--game", "tag", "--quick", "--players", "6");
  const rows = output.split("\n").filter((line) => /^[✓✗·] /.test(line));
  const promises = [
    "Determinism",
    "Storage",
    "Replay",
    "Replication",
    "Inputs",
    "Prediction",
    "Feel",
    "Survival",
  ];
  for (const promise of promises)
    expect(
      rows.some((row) => row.startsWith(`✓ ${promise}`)),
      output,
    ).toBe(true);
  expect(output).toMatch(/Capacity: 6 players +6 joined/);
  // How long steps take depends on the machine.
  expect(
    rows.filter((row) => row.startsWith("✗") && !row.startsWith("✗ Capacity")),
    output,
  ).toEqual([]);
});

describe("on a cluster of two processes", () => {
  let cluster: TestCluster;
  let browser: Browser;
  let logs: string;
  beforeAll(async () => {
    cluster = await TestCluster.start(0);
    const program = join(copy.project, "server/main.ts");
    logs = mkdtempSync(join(tmpdir(), "new-game-"));
    const env = { REPLAY_DIR: logs, WATCH_DELAY: "0" };
    [browser] = await Promise.all([startBrowser(), cluster.add(env, program), cluster.add(env, program)]);
    await cluster.ready();
  });
  afterAll(async () => {
    await browser?.close();
    await cluster?.close();
    rmSync(logs, { recursive: true, force: true });
  });

  it("[GA5] is played on its page and by bots, goes on after kill -9, and is watched again", async () => {
    const { url } = cluster.servers[0]!;
    const { page, faults } = await openPage(browser, { width: 640, height: 400 });
    // What the scene writes: Phaser draws a text onto a canvas.
    await page.addInitScript(() => {
      const written = Object.assign(window, { written: [] as string[] }).written;
      const { fillText } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
        written.push(text);
        fillText.call(this, text, ...at);
      };
    });
    await page.goto(`${url}/?room=tag&name=Ada&join`);
    const own = () =>
      page.evaluate(() => {
        const session = window.__skirmish?.session;
        const disc = session?.own() as { x: number; score: number } | undefined;
        return disc && { x: disc.x, returns: session!.stats.returns, state: session!.link.state };
      });
    await until(own, "Ada's disc");
    const [run] = await Promise.all([
      tool("client/bots/cli.ts", "--url", url, "--room", "tag", "--count", "3", "--seconds", "6"),
      page.keyboard.down("KeyD"),
      until(async () => ((await own())?.x ?? 0) > 800, "Ada to move by keys"),
    ]);
    expect(run.code, run.output).toBe(0);
    // On a busy machine a bot may lose its connection for a moment, and come back.
    expect(run.output).toContain("joined 3 of 3");
    expect(run.output).toContain("3 × seek in tag");
    const written = await page.evaluate(() => (window as unknown as { written: string[] }).written);
    for (const label of [/^Ada 0$/, /Bot-00\d 0$/, /Bot-00\d [1-9]$/])
      expect(written, "a label that changes with the score").toContainEqual(expect.stringMatching(label));

    const [room] = await cluster.rooms();
    await cluster.kill(await cluster.ownerOf(room!.id));
    await until(async () => ((await own())?.returns ?? 0) > 0, "Ada to be back");
    const { x } = (await own())!;
    expect(x, "the position of the disc before").toBeGreaterThan(800);
    await page.keyboard.up("KeyD");
    await page.keyboard.down("KeyA");
    await until(async () => ((await own())?.x ?? x) < x - 100, "Ada to move on");
    // The lost connection itself is no fault of the page.
    expect(faults.filter((fault) => !/WebSocket|ERR_|Failed to load/.test(fault))).toEqual([]);

    const { url: survivor } = cluster.servers[0]!;
    await page.goto(`${survivor}/replay/${room!.id}`);
    const shown = () =>
      page.evaluate(() => {
        const session = window.__replay?.session;
        return session && [...session.entities()].map(({ key }) => session.playerOf(key)?.name);
      });
    await until(async () => (await shown())?.includes("Ada"), "Ada in the replay");
    await page.context().close();
    const parts = () => globSync(`${room!.id}.*.mlog`, { cwd: logs }).map((file) => join(logs, file));
    await until(() => parts().length >= 2, "the logs of both owners");
    const { code, output } = await tool("tools/replay/cli.ts", ...parts());
    expect(code, output).toBe(0);
  });
});

describe("[GA5] prints in one line what is wrong, and writes nothing:", () => {
  const cases: [string, string[], RegExp][] = [
    ["no name", [], /^The name of the game is missing, as in `npm run new -- tag`/],
    ["a name with capitals", ["Tag2"], /^"Tag2": expected a lower-case identifier/],
    ["a name that leads out", ["../tag"], /^"\.\.\/tag": expected a lower-case identifier/],
    ["a game that exists", ["puck"], /^"puck": games\/puck already exists/],
    ["a file of the folder", ["bots"], /^"bots": games\/bots\.ts already exists/],
    ["a room of another game", ["arena"], /^"arena": a room of Skirmish has this name/],
    ["two names", ["one", "two"], /^Unexpected argument 'two'/],
  ];
  // Started at once: each is a process of its own.
  let runs: Promise<Ran>[];
  let before: string;
  const list = () => readFileSync(join(copy.project, "games/index.ts"), "utf8");
  beforeAll(() => {
    before = list();
    runs = cases.map(([, args]) => make(...args));
  });
  for (const [index, [what, , line]] of cases.entries())
    it(what, async () => {
      const { code, errors } = await runs[index]!;
      expect(code).toBe(1);
      expect(errors.trim().split("\n"), errors).toHaveLength(1);
      expect(errors).toMatch(line);
      expect(list()).toBe(before);
    });

  it("a list of games in another form", async () => {
    const list = join(copy.project, "games/client.ts");
    const before = readFileSync(list, "utf8");
    writeFileSync(list, before.replace("= [", "= [...[], "));
    const { code, errors } = await make("chess");
    writeFileSync(list, before);
    expect(code).toBe(1);
    expect(errors).toMatch(/^games\/client\.ts does not end with a list of games: restore that form/);
    expect(existsSync(join(copy.project, "games/chess"))).toBe(false);
  });
});
