import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { gameOf } from "../../../../client/bots/game.ts";
import { planOf } from "../../../../client/bots/scenario/plan.ts";
import { BadScenario, readScenario } from "../../../../client/bots/scenario/readScenario.ts";
import { botGames } from "../../../../games/bots.ts";

const PROJECT = join(import.meta.dirname, "../../../..");
const read = (text: string) => readScenario({ file: "a.yaml", text }, () => ["hunter", "wander"]);
const faultsOf = (text: string): string[] => {
  try {
    read(text);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(BadScenario);
    return (error as Error).message.split("\n");
  }
};
/** A phase with two more lines. */
const phase = (...lines: string[]): string =>
  [
    "name: x",
    "phases:",
    "  - name: a",
    "    seconds: 10",
    "    bots: 5",
    ...lines.map((line) => `    ${line}`),
  ].join("\n");

describe("[LS2] an invalid scenario is refused with line, key and accepted values:", () => {
  const cases: [what: string, text: string, faults: string[]][] = [
    [
      "an unknown key",
      phase("churn: { leafs: 3 }"),
      ["a.yaml:6: phases[1].churn.leafs: unknown key; the keys here are leaves, drops, away"],
    ],
    [
      "a value of another kind",
      phase("chat: lots"),
      ['a.yaml:6: phases[1].chat: "lots" is not accepted; it takes a number from 0 to 6000'],
    ],
    [
      "a value out of range",
      phase("ramp: 0"),
      ["a.yaml:6: phases[1].ramp: 0 is not accepted; it takes a number from 0.1 to 1000"],
    ],
    [
      "an unknown name in a mix",
      phase("brains: { hunter: 1, genius: 2 }"),
      ["a.yaml:6: phases[1].brains.genius: unknown name; it takes one of hunter, wander"],
    ],
    [
      "an unknown name alone",
      phase("nets: dsl"),
      [
        'a.yaml:6: phases[1].nets: "dsl" is not accepted; it takes one of clean, lossy, mobile, awful, or shares of them, as in { clean: 3, lossy: 1 }',
      ],
    ],
    [
      "an unknown figure of a threshold, and a threshold without a limit",
      phase("thresholds:", "  rtt: {}", "  ping: { max: 3 }"),
      [
        "a.yaml:7: phases[1].thresholds.rtt: {} is not accepted; it takes min, max or both",
        "a.yaml:8: phases[1].thresholds.ping: unknown key; the keys here are joined, refused, disconnects, lost, errors, corrections, patches, rtt, join, bytes-in, late",
      ],
    ],
    ["what is missing", "name: x", ["a.yaml:1: phases: is missing; it takes a list of phases"]],
    [
      "a phase that is too short for its ramp",
      `${phase()}\n  - { name: b, seconds: 5, bots: 205, ramp: 10 }`,
      [
        "a.yaml:6: phases[2].seconds: 5 is too short: 200 bots at 10 a second take 20.0 s; lengthen the phase or raise its ramp",
      ],
    ],
    [
      "two phases of one name",
      `${phase()}\n  - { name: a, seconds: 5 }`,
      ['a.yaml:6: phases[2].name: "a" is the name of another phase, too'],
    ],
    [
      "no bots",
      "name: x\nphases: [{ name: a, seconds: 5 }]",
      ['a.yaml:2: phases[1]: the first phase has no bots: add "bots", the number that plays'],
    ],
    ["a key twice", "name: x\nname: y", ["a.yaml:2: Map keys must be unique"]],
    ["no map at all", "- a", ['a.yaml:1: ["a"] is not accepted; it takes a map of keys']],
    ["an empty file", "", ["a.yaml: null is not accepted; it takes a map of keys"]],
  ];
  for (const [what, text, faults] of cases) it(what, () => expect(faultsOf(text)).toEqual(faults));

  it("several faults at once, in the order of their lines", () => {
    const faults = faultsOf(phase("colour: red", "chat: -1"));
    expect(faults.map((fault) => fault.split(":")[1])).toEqual(["6", "7"]);
  });
});

it("every example can be read, and has a plan", () => {
  const files = globSync("examples/scenarios/*.yaml", { cwd: PROJECT });
  expect(files.length).toBeGreaterThan(1);
  for (const file of files) {
    const text = readFileSync(join(PROJECT, file), "utf8");
    const scenario = readScenario({ file, text }, (room) => gameOf(botGames, room ?? "arena").brains);
    expect(planOf(scenario, "hunter").joins, file).toBeGreaterThan(0);
  }
});

it("the example in docs/bots.md can be read", () => {
  const page = readFileSync(join(PROJECT, "docs/bots.md"), "utf8");
  const [, text] = /```yaml\n([\s\S]*?)```/.exec(page)!;
  expect(faultsOf(text!)).toEqual([]);
});
