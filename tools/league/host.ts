/**
 * Runs a brain that is a function as a program of its own, by the line protocol: `node host.ts BRAIN`. Its
 * output, its endless loops and the memory that it uses affect only this process.
 */
import { createInterface } from "node:readline";
import type { BrainPlayer } from "../../client/bots/brain/contract.ts";
import { faultOf } from "../../client/bots/brain/fault.ts";
import { openBrain } from "../../client/bots/brain/source.ts";
import { arenaGame } from "../spar/entrants.ts";

// Standard output belongs to the protocol.
const answer = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

const [given, name] = process.argv.slice(2) as [string, string];
let player: BrainPlayer | undefined;
const view: { [name: string]: unknown } = {};
try {
  const source = await openBrain(given, arenaGame(name).brains, { cwd: process.cwd() });
  for await (const line of createInterface({ input: process.stdin })) {
    const { type, ...message } = JSON.parse(line) as { type: string; seed: number };
    if (type === "bye") break;
    if (type === "hello") {
      player = source.player(message.seed);
      answer('{"type":"hello"}\n');
    } else {
      Object.assign(view, message);
      const input = await player!.decide({ ...view } as never);
      answer(`${JSON.stringify({ type: "input", ...input })}\n`);
    }
  }
} catch (error) {
  console.error(faultOf(error).message);
  process.exitCode = 1;
}
process.exit();
