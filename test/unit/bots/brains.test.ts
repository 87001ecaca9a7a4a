/** Brains of authors: files that are reloaded when they are saved, and the messages when they fail. */
import { readFileSync } from "node:fs";
import { constants, Script } from "node:vm";
import { expect, it } from "vitest";
import { BrainFault, faultOf } from "../../../client/bots/brain/fault.ts";
import { loadModuleBrain } from "../../../client/bots/brain/moduleBrain.ts";
import { OwnBots } from "../../../client/bots/brain/ownBots.ts";
import { openBrain } from "../../../client/bots/brain/source.ts";
import { writeStarter } from "../../../client/bots/brain/starter.ts";
import { botGame } from "../../../client/bots/brains.ts";
import type { BotGame, Pilot } from "../../../client/bots/game.ts";
import { runSwarm } from "../../../client/bots/swarm.ts";
import type { GameTypes } from "../../../client/game.ts";
import { templateClient } from "../../../tools/template/client/client.ts";
import { templateGame } from "../../../tools/template/game.ts";
import { brainFolder, contract, VIEW } from "../../support/brainFiles.ts";
import { until } from "../../support/until.ts";

const { folder, write } = brainFolder();
/** As Node imports modules: vitest would load them by its own loader. */
const nativeImport = new Script("(address) => import(address)", {
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}).runInThisContext() as (address: string) => Promise<object>;
const options = { cwd: folder, load: nativeImport };
const load = (path: string) => loadModuleBrain(path, contract, options);

/** A game whose bots see `VIEW`. */
const game = {
  authoring: { contract, brains: {}, viewOf: () => VIEW },
} as unknown as BotGame<GameTypes>;
const session = {} as never;
const moveX = (pilot: Pilot<GameTypes>) => (pilot.intent(session) as { moveX: number }).moveX;

it("[BR1] a brain is a file, whose input is forced into the domain of each field", async () => {
  write("far.ts", "const far: number = 1000;\nexport default () => ({ moveX: far, aim: 65536 + 5 });");
  const source = await load("./far.ts");
  expect(source.player(1).decide(VIEW)).toEqual({ moveX: 127, moveY: 0, aim: 5, buttons: 0 });
  await source.close();
});

it("[BR1] a brain may be a package, and fill the input that it is given", async () => {
  const { mkdirSync } = await import("node:fs");
  mkdirSync(`${folder}/node_modules/my-brain`, { recursive: true });
  write("node_modules/my-brain/package.json", '{ "main": "index.mjs" }');
  write(
    "node_modules/my-brain/index.mjs",
    "export const brain = (view, memory, input) => { input.moveY = -5; };",
  );
  const source = await openBrain("my-brain", { contract, brains: {} }, options);
  expect(source.player(1).decide(VIEW)).toMatchObject({ moveY: -5 });
  await source.close();
});

it("[BR1] a brain of the game plays by the same contract: fields that it leaves out are 0, and others are forced into their domains", () => {
  let answer: object | undefined;
  const { pilot } = botGame(templateGame, templateClient, {
    brains: { one: () => answer as undefined },
    starter: new URL("starter.ts", import.meta.url),
  });
  const disc = { key: "ada", x: 0, y: 0, vx: 0, vy: 0, mine: true };
  const seat = { key: "ada", state: { discs: new Map() }, own: () => disc, entities: () => [disc] };
  const { intent } = pilot("one", 1);
  const answered = (given: object | undefined) => {
    answer = given;
    return { ...intent(seat as never) };
  };
  expect(answered({ moveX: 1000 })).toEqual({ moveX: 127, moveY: 0 });
  expect(answered(undefined), "unchanged").toEqual({ moveX: 127, moveY: 0 });
  expect(answered({ moveY: 5 })).toEqual({ moveX: 0, moveY: 5 });
  expect(() => answered({ fire: 1 })).toThrow(/unknown field "fire" .*moveX, moveY/);
});

it("[BR2] a brain of the game that fails ends the run, with its place", async () => {
  const stack = `TypeError: oh\n    at brain (${new URL("../../../games/puck/starter.ts", import.meta.url)}:7:3)`;
  const fault = faultOf(Object.assign(new TypeError("oh"), { stack }));
  expect(fault.message).toBe("TypeError: oh (games/puck/starter.ts:7)");
  const broken = {
    intent() {
      throw fault;
    },
  };
  let hasLeft = false;
  const seat = {
    ...{ link: { state: "playing" }, events: { on() {} } },
    leave: async () => {
      hasLeft = true;
    },
  };
  const run = runSwarm(
    {
      ...{ url: "", room: "", brain: "", seed: 1, ramp: 1, seconds: 600, count: 1 },
      shard: { index: 1, of: 1 },
    },
    { pilot: () => broken },
    async () => seat as never,
    new AbortController().signal,
    () => {},
  );
  await expect(run).rejects.toThrow(BrainFault);
  expect(hasLeft).toBe(true);
});

it.each([
  [
    "throw.ts",
    ["const a: number = 1;", "export default () => {", "  throw new Error('oh ' + a);", "};"],
    /Error: oh 1 .*throw\.ts:3/,
  ],
  ["field.js", ["export default () => ({ fire: 1 });"], /unknown field "fire" .*moveX, moveY, aim, buttons/],
  ["nan.js", ["export default () => ({ moveX: 0 / 0 });"], /"moveX" of the input is NaN/],
  ["list.js", ["export default () => [1];"], /returned \[1\]: expected an input/],
  ["later.js", ["export default async () => ({});"], /promise/],
])("[BR2] an error in %s is told with its place", async (name, lines, message) => {
  write(name, lines);
  const source = await load(`./${name}`);
  expect(() => source.player(1).decide(VIEW)).toThrow(message);
  await source.close();
});

it.each([
  ["syntax.ts", ["const a = 1;", "export default function brain( {", "  return 3", "}"], /syntax\.ts:3/],
  ["syntax.js", ["const a = 1;", "export default () => {", "  return 3 4;", "};"], /syntax\.js:3/],
  ["none.js", ["export const a = 1;"], /exports no brain/],
])("[BR2] %s is refused, with the place", async (name, lines, message) => {
  write(name, lines);
  await expect(load(`./${name}`)).rejects.toThrow(message);
});

it("[BR2] a file that is not there, or no package, is refused with what to do", async () => {
  await expect(load("./missing.ts")).rejects.toThrow(/no such file; .*--new \.\/missing\.ts/);
  await expect(load("missing")).rejects.toThrow(/neither a built-in brain of the game nor a package/);
  await expect(load("mine.py")).rejects.toThrow(/"cmd: python3 mine\.py"/);
});

it("[BR2] an error stops its bot only, is counted, and the bot flies again when the file is saved", async () => {
  const helper = write("helper.js", "export const first = 1;");
  write("some.js", [
    'import { first } from "./helper.js";',
    "export default (view, memory) => {",
    "  memory.players ??= globalThis.brainPlayers = (globalThis.brainPlayers ?? 0) + 1;",
    "  if (memory.players === first) null.x;",
    "  return { moveX: 10 * first };",
    "};",
  ]);
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const bots = new OwnBots(
    game,
    await loadModuleBrain("./some.js", contract, { ...options, onReload: say }),
    say,
  );
  const pilots = [bots.pilot("", 1), bots.pilot("", 2)];
  await until(() => pilots.map(moveX).includes(10), "the second bot to fly");
  expect(pilots.map(moveX)).toEqual([0, 10]);
  expect(bots.tally()).toMatchObject({ stopped: 1 });
  expect(Object.entries(bots.tally().faults)).toEqual([[expect.stringMatching(/TypeError.*some\.js:4/), 1]]);
  // A module that the brain imports is one of its files.
  write("helper.js", "export const first = 7;");
  await until(() => pilots.every((pilot) => moveX(pilot) === 70), "both to fly by what was saved");
  expect(bots.tally().stopped).toBe(0);
  expect(readFileSync(helper, "utf8")).toContain("7");
  // What cannot be loaded leaves the brain before in its place.
  write("helper.js", "export const first = ;");
  await until(() => said.some((line) => line.includes("not reloaded")), "the broken file to be told");
  expect(moveX(pilots[0]!)).toBe(70);
  await bots.close();
});

it("[BR3] --new writes a brain that plays at once, with and without types, and never over another file", async () => {
  for (const name of ["new.ts", "new.js"]) {
    const path = writeStarter(name, contract, folder);
    expect(readFileSync(path, "utf8")).not.toMatch(/[ \t]+\n/);
    await (await load(path)).close();
    expect(() => writeStarter(name, contract, folder)).toThrow(/is there already/);
  }
  expect(() => writeStarter("new.py", contract, folder)).toThrow(/examples\/brains/);
});

it("a seed makes the same decisions", async () => {
  write(
    "random.js",
    "export default (view, { random }) => ({ moveX: (random.state = (random.state + 1) % 100) });",
  );
  const source = await load("./random.js");
  const [one, same, other] = [5, 5, 6].map((seed) => source.player(seed).decide(VIEW));
  expect(one).toEqual(same);
  expect(other).not.toEqual(one);
  await source.close();
});
