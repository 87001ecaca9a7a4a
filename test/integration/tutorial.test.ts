/**
 * The code of docs/make-a-game.md and docs/recipes.md, in a fresh copy of the project: the game of the
 * tutorial, and the recipes that change Skirmish and the engine.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters as plain } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { copyProject, TO_CHECK } from "../support/copy.ts";
import { edited, editsIn } from "../support/documentedCode.ts";
import { startTool } from "../support/runTool.ts";
import { PROJECT } from "../support/server.ts";

let copy: ReturnType<typeof copyProject>;
const tool = (file: string, ...args: string[]) => startTool(file, args, {}, copy.project).ended;
const edits = ["docs/make-a-game.md", "docs/recipes.md"].flatMap((document) =>
  editsIn(readFileSync(join(PROJECT, document), "utf8")),
);

beforeAll(async () => {
  copy = copyProject([], [...TO_CHECK, "deploy"]);
  const made = await tool("tools/new.ts", "tag");
  expect(made.code, made.output).toBe(0);
  for (const edit of edits) {
    const path = join(copy.project, edit.file);
    writeFileSync(path, edited(existsSync(path) ? readFileSync(path, "utf8") : "", edit));
  }
  const sources = edits.map(({ file }) => file).filter((file) => file.endsWith(".ts"));
  for (const [file, ...args] of [
    ["node_modules/@biomejs/biome/bin/biome", "check", "--write", ...new Set(sources)],
    ["tools/stateDocs.ts"],
  ] as const) {
    const { code, output } = await tool(file, ...args);
    expect(code, output).toBe(0);
  }
});
afterAll(() => copy.remove());

it("names a file above each block that belongs to one", () => {
  const files = new Set(edits.map(({ file }) => file));
  for (const file of ["game", "server/rules", "client/scene", "client/page", "starter", "bots"])
    expect([...files]).toContain(`games/tag/${file}.ts`);
  expect(edits.filter(({ place }) => place !== undefined).length).toBeGreaterThan(8);
});

it("[GA5][FT1] the game of the tutorial, a weapon and a field pass the types; the game is played by a stock client and by brains", async () => {
  const spar = ["tools/spar/cli.ts", "--game", "tag", "--rounds", "1", "--seconds", "30", "--no-replays"];
  const [types, tests, match, weapon] = await Promise.all([
    tool("node_modules/typescript/bin/tsc", "--noEmit"),
    tool("node_modules/vitest/vitest.mjs", "run", "test/games/tag", "test/unit/fields/docs.test.ts"),
    tool(spar[0]!, ...spar.slice(1), "chase", "idle", join(copy.project, "games/tag/starter.ts")),
    tool("tools/spar/cli.ts", "--rounds", "1", "--seconds", "5", "--no-replays", "hunter", "wander"),
  ]);
  for (const { code, output } of [types, tests, match, weapon]) expect(code, output).toBe(0);
  const state = readFileSync(join(copy.project, "docs/state.md"), "utf8");
  expect(state).toMatch(/`heat` \| uint8/);
  expect(state).toMatch(/## Tag[\s\S]*`it` \| boolean/);
});

it("the recipes of the engine: the message arrives, and the tests of the table of CONTRIBUTING pass", async () => {
  const vitest = ["node_modules/vitest/vitest.mjs", "run"] as const;
  const [tests, metrics] = await Promise.all([
    tool(
      ...vitest,
      ...["test/integration/point.test.ts", "test/unit/browser/settings.test.ts"],
      ...["test/unit/strings/strings.test.ts", "test/unit/ops/dashboard.test.ts"],
    ),
    // Of these files only what a new metric or alert changes.
    tool(
      ...vitest,
      ...["test/integration/metrics.test.ts", "test/deploy/prometheus.test.ts"],
      ...["--testNamePattern", "every metric exists|the alert rules"],
    ),
  ]);
  for (const { code, output } of [tests, metrics]) expect(code, output).toBe(0);
  expect(plain(tests.output)).toMatch(/Test Files {2}4 passed/);
  expect(plain(metrics.output)).toMatch(/Tests {2}3 passed/);
});
