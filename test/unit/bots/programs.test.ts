/**
 * Brains that are programs: what they receive, and what happens when they die, hang or send invalid messages.
 */
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

  it("[BR4] receives unchanged values only once", async () => {
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
    ["prints what is no JSON", "print('hello?', flush=True)", /something other than a JSON object: hello\?/],
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

const binary = (answer: string) => {
  write("binary.mjs", [
    `import { pack, unpack } from ${JSON.stringify(import.meta.resolve("msgpackr"))};`,
    "const frame = (value) => { const body = pack(value); const head = Buffer.alloc(4); head.writeUInt32LE(body.length); return Buffer.concat([head, body]); };",
    "let rest = Buffer.alloc(0), views;",
    'process.stdin.on("data", (chunk) => {',
    "  rest = Buffer.concat([rest, chunk]);",
    `  if (views === undefined) { const { formats } = JSON.parse(rest); rest = Buffer.alloc(0); views = 0;
       process.stdout.write(JSON.stringify({ type: "hello", format: formats[1] }) + "\\n"); return; }`,
    "  while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32LE()) {",
    "    const end = 4 + rest.readUInt32LE(); const message = unpack(rest.subarray(4, end)); rest = rest.subarray(end);",
    '    if (message.type === "bye") process.exit();',
    `    ${answer}`,
    "  }",
    "});",
  ]);
  return programSource(`${process.execPath} binary.mjs`, contract, { cwd });
};

it("[BR4] a program that asks for MessagePack gets the same views in it, in fewer bytes, and answers in it", async () => {
  const source = binary(
    'process.stdout.write(frame({ type: "input", moveX: message.ships.length, moveY: Math.round(message.self.x * 10), aim: end, buttons: message.map === undefined ? 0 : 1 }));',
  );
  const player = source.player(7);
  const map = { size: 2400, rocks: [] };
  const ships = [1, 2, 3].map((key) => ({ key: `ship-${key}`, x: 100.25 * key, y: 7.5, vx: 1.5, vy: -2.5 }));
  const view = { tick: 1, map, ships, self: { x: 1.5, y: 2.5 } };
  const first = { ...(await player.decide(view as never)) };
  expect(first).toMatchObject({ moveX: 3, moveY: 15, buttons: 1 });
  expect(first.aim, "bytes").toBeLessThan(JSON.stringify({ type: "view", ...view }).length * 0.8);
  const second = await player.decide({ ...view, ships: [...ships], self: { x: 0, y: 0 }, tick: 2 } as never);
  expect(second.buttons, "the map is told only once").toBe(0);
  await source.close();
});

it.each([
  [
    "writes no MessagePack",
    "process.stdout.write(Buffer.from([2, 0, 0, 0, 0x93, 1]));",
    /other than a JSON object: 2 bytes of MessagePack/,
  ],
  [
    "announces too much",
    "process.stdout.write(Buffer.from([0, 0, 0, 99, 1]));",
    /other than a JSON object: a message of 1660944384 bytes/,
  ],
  [
    "writes twice",
    'const one = frame({ type: "input" }); process.stdout.write(Buffer.concat([one, one]));',
    /wrote a message that answers nothing/,
  ],
])("[BR4] a program in MessagePack that %s has failed, and says why", async (_, answer, message) => {
  const source = binary(answer);
  const player = source.player(7);
  const asked = async () => {
    for (let tick = 1; tick < 100; tick++) await player.decide({ tick });
  };
  await expect(asked()).rejects.toThrow(message);
  await source.close();
});
