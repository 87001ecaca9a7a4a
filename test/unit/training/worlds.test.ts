/** The step API for learners. */
import { spawnSync } from "node:child_process";
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { type ArenaGame, arenaGame } from "../../../tools/spar/entrants.ts";
import { templateArena } from "../../../tools/template/arena.ts";
import { templateBots } from "../../../tools/template/bots.ts";
import { templateServer } from "../../../tools/template/server/index.ts";
import { serveWorlds } from "../../../tools/training/serve.ts";
import { Worlds } from "../../../tools/training/worlds.ts";
import { runTool } from "../../support/runTool.ts";
import { PROJECT } from "../../support/server.ts";

const made = (options: object = {}) =>
  new Worlds(arenaGame(), { worlds: 2, players: 2, seconds: 10, opponents: ["hunter"], ...options });
/** Inputs of four ships that fly, turn and shoot. */
const inputsAt = (tick: number) =>
  Float32Array.from([0, 1, 2, 3].flatMap((i) => [127, i * 40 - 60, tick * 600 * (i + 1), 2]));

it("[BR8] the same seed and inputs give the same observations and rewards, in worlds that differ", () => {
  const run = (seed: number) => {
    const worlds = made();
    worlds.reset(seed);
    const seen: number[][] = [];
    for (let tick = 0; tick < 250; tick++) {
      const { observations, rewards } = worlds.step(inputsAt(tick));
      seen.push([...observations, ...rewards]);
    }
    return seen;
  };
  const one = run(5);
  expect(run(5)).toEqual(one);
  expect(run(6)).not.toEqual(one);
  const width = made().names.observation.length;
  const last = one.at(-1)!;
  expect(last.slice(0, width)).not.toEqual(last.slice(2 * width, 3 * width));
  expect(last.every(Number.isFinite)).toBe(true);
});

it("[BR8] a world whose match is over begins the next one in the same step", () => {
  const worlds = made({ seconds: 1 });
  const first = Float32Array.from(worlds.reset(1));
  for (let tick = 1; tick <= 30; tick++) {
    const { done, observations } = worlds.step(inputsAt(tick));
    expect([...done]).toEqual(tick === 30 ? [1, 1] : [0, 0]);
    if (tick === 30) expect(observations).not.toEqual(first);
  }
  const [x] = worlds.step(inputsAt(0)).observations;
  expect(x).toBeGreaterThan(0);
});

it("[BR8] hits and deaths are rewarded, and what is no number or out of range is forced into it", () => {
  const worlds = made({ worlds: 1, players: 1, seconds: 60, opponents: ["hunter", "hunter", "hunter"] });
  worlds.reset(2);
  let total = 0;
  for (let tick = 0; tick < 1700; tick++) total += worlds.step([Number.NaN, 1e9, -5, 255]).rewards[0]!;
  expect(total).toBeLessThan(-1);
  expect(() => worlds.step([1])).toThrow("1 numbers of inputs: expected 4");
  expect(() => made().step([])).toThrow(/reset\(\) comes before/);
  expect(() => made({ opponents: ["nobody"] })).toThrow(/"nobody": expected one of/);
});

it("[BR11] a game without rules for learners has those of its tables: what it sees is of the order of 1, and its score is the reward", () => {
  const { arena, server, bots } = { arena: templateArena, server: templateServer, bots: templateBots };
  const game = { arena, server, bots, brains: bots.authoring! } as unknown as ArenaGame;
  const worlds = new Worlds(game, { worlds: 2, players: 1, opponents: ["seek"], seconds: 30 });
  const { names, ranges } = worlds;
  expect(names.input).toEqual(["moveX", "moveY"]);
  expect(ranges).toEqual([
    [-127, 127],
    [-127, 127],
  ]);
  const seen = Float32Array.from(worlds.reset(3));
  const at = (name: string) => names.observation.indexOf(name);
  expect(names.observation.slice(at("others 1 seen")).slice(0, 7)).toEqual(
    ["seen", "dx", "dy", "dvx", "dvy", "score", "bot"].map((part) => `others 1 ${part}`),
  );
  expect(seen[at("state lightX")], "units, like places").toBeCloseTo(0.3);
  expect([seen[at("self x")], seen[at("others 1 seen")], seen[at("others 2 seen")]]).toEqual([
    expect.closeTo(0.6),
    1,
    0,
  ]);
  // The first light is up and to the left of the start; the opponent hurries there too.
  let [total, largest] = [0, 0];
  for (let tick = 0; tick < 300; tick++) {
    const { observations, rewards } = worlds.step([-127, -85, 0, 0]);
    total += rewards[0]!;
    expect(rewards[1]).toBe(0);
    largest = Math.max(largest, ...observations.map(Math.abs));
  }
  expect(total).toBeGreaterThanOrEqual(1);
  expect(largest).toBeLessThan(4);
});

it("[BR11] a game may have its own reward: in puck, goals and the way of the puck to the other goal", () => {
  const worlds = new Worlds(arenaGame("puck"), { worlds: 1, players: 1, opponents: ["chase"], seconds: 60 });
  worlds.reset(1);
  let [total, goals] = [0, 0];
  for (let tick = 0; tick < 1500; tick++) {
    // The learner stands still.
    const reward = worlds.step([0, 0, 0]).rewards[0]!;
    total += reward;
    if (reward < -0.5) goals++;
  }
  expect(goals).toBeGreaterThan(0);
  expect(total, "goals, and the way of the puck to them").toBeLessThan(-goals - 0.05);
});

it("[BR8] is spoken over lines of JSON, and says what is wrong with one", async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  for (const line of [
    '{"type":"step","inputs":[0]}',
    '{"type":"reset","seed":-1}',
    "{",
    '{"type":"reset","seed":3}',
    '{"type":"bye"}',
  ])
    input.write(`${line}\n`);
  await serveWorlds(made(), input, output);
  const lines = output
    .read()
    .toString()
    .trim()
    .split("\n")
    .map((line: string) => JSON.parse(line));
  expect(lines.map(({ type }: { type: string }) => type)).toEqual([
    "hello",
    "error",
    "error",
    "error",
    "reset",
  ]);
  expect(Buffer.from(lines[4].observations, "base64").length).toBe(4 * 4 * lines[0].observation.length);
});

it.skipIf(spawnSync("python3", ["--version"]).status !== 0)(
  "the example in Python runs (skipped without python3)",
  () => {
    const { stdout, stderr } = spawnSync("python3", ["examples/training/vector_env.py"], {
      cwd: PROJECT,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^4 environments of 72 numbers, 8 matches over, reward -?\d/);
  },
);

it("an unknown opponent is refused in one line", async () => {
  const { code, errors } = await runTool("tools/training/cli.ts", ["--opponents", "nobody"]);
  expect([code, errors.trim()]).toEqual([
    1,
    '"nobody": expected one of idle, wander, hunter; --help lists all options',
  ]);
});
