/** Files with brains in a temporary folder, and the contract of a game for them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { brainContract } from "../../games/skirmish/brainContract.ts";

export const contract = brainContract;
/** The view of the brains of these tests, which none of them reads. */
export const VIEW = { tick: 1 };

/** @returns a folder that is removed after the tests of the file, and what writes files into it */
export function brainFolder() {
  const folder = mkdtempSync(join(tmpdir(), "brains-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, lines: string | readonly string[]): string => {
    const path = join(folder, name);
    writeFileSync(path, typeof lines === "string" ? lines : `${lines.join("\n")}\n`);
    return path;
  };
  return { folder, write };
}

/** @returns the lines of a program in Python that answers each view by `answer` */
export const pythonBrain = (answer: string): string[] => [
  "import json, sys, time",
  "for line in sys.stdin:",
  "    message = json.loads(line)",
  '    if message["type"] == "hello": print(json.dumps({"type": "hello"}), flush=True)',
  '    elif message["type"] == "bye": break',
  "    else:",
  `        ${answer}`,
];
export const FORWARD = 'print(json.dumps({"type": "input", "moveX": 127}), flush=True)';
