/** Brains that are programs: what they are told, and what happens when they die, hang or talk nonsense. */
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { BrainInput } from "../../../client/bots/brain/contract.ts";
import { programSource } from "../../../client/bots/brain/program.ts";
import { brainFolder, contract, FORWARD, pythonBrain, VIEW } from "../../support/brainFiles.ts";

const { folder, write } = brainFolder();
const cwd = folder;
const has = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;
const open = (name: string, answer: string, memory?: number) => {
  write(name, pythonBrain(answer));
  return programSource(`python3 ${name}`, contract, memory === undefined ? { cwd } : { cwd, memory });
};
const decide = async (source: ReturnType<typeof open>): Promise<BrainInput> => {
  try {
    return await source.player(7).decide(VIEW);
  } finally {
    await source.close();
  }
};

describe.skipIf(!has("python3"))("a program (skipped without python3)", () => {
  it("[BR4] answers each view with an input, whose absent fields are 0", async () => {
    expect(await decide(open("forward.py", FORWARD))).toEqual({ moveX: 127, moveY: 0, aim: 0, buttons: 0 });
  });

  it("[BR4] is told what has not changed only once", async () => {
    const source = open(
      "keys.py",
      'print(json.dumps({"type": "input", "moveX": 10 if "map" in message else 20, "moveY": len(message)}), flush=True)',
    );
    const player = source.player(7);
    const map = { size: 2400 };
    const inputs = [];
    for (const tick of [1, 2]) inputs.push({ ...(await player.decide({ tick, map } as never)) });
    inputs.push({ ...(await player.decide({ tick: 3, map: { ...map } } as never)) });
    expect(inputs.map(({ moveX }) => moveX)).toEqual([10, 20, 10]);
    await source.close();
  });

  it.each([
    ["raises an error", "message['nothing']", /KeyError: 'nothing' \(.*faulty\.py:7\)/],
    ["ends", "sys.exit(3)", /ended with code 3/],
    ["prints what is no JSON", "print('hello?', flush=True)", /no JSON object: hello\?/],
    [
      "answers with a wrong field",
      'print(\'{"type": "input", "fire": 1}\', flush=True)',
      /unknown field "fire"/,
    ],
    ["answers with another type", 'print(\'{"type": "view"}\', flush=True)', /a line of type "view"/],
  ])("[BR4] that %s has failed, and says why", async (_, answer, message) => {
    await expect(decide(open("faulty.py", answer))).rejects.toThrow(message);
  });

  it("[BR4] that uses too much memory is ended", async () => {
    const source = open("greedy.py", "kept = bytearray(300_000_000); time.sleep(60)", 100);
    await expect(decide(source)).rejects.toThrow(/MB of memory: 100 are allowed/);
  });

  it("[BR4] that does not end with its bye is killed, and does not learn secrets", async () => {
    process.env.BRAINS_TEST_SECRET = "x";
    const source = open(
      "stays.py",
      'import os, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(json.dumps({"type": "input", "moveX": len([n for n in os.environ if "SECRET" in n]), "moveY": 1}), flush=True); time.sleep(60)',
    );
    expect(await decide(source)).toMatchObject({ moveX: 0, moveY: 1 });
    delete process.env.BRAINS_TEST_SECRET;
  });
});

it("[BR4] a program that is not there is named", async () => {
  const source = programSource("no-such-program", contract, { cwd });
  await expect(source.player(1).ready).rejects.toThrow(/no-such-program/);
  await source.close();
});
