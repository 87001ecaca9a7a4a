/**
 * Worlds over lines of JSON, for learners in other languages. Lists of numbers are base64 of little-endian
 * float32.
 *
 *   ← {"type":"hello", "worlds", "players", "input":[names], "ranges":[[min, max] or null], "observation":[names], "tickRate"}
 *   → {"type":"reset", "seed":1}            ← {"type":"reset", "observations":"…"}
 *   → {"type":"step", "inputs":"…"}         ← {"type":"step", "observations":"…", "rewards":"…", "done":[0,…]}
 *   → {"type":"bye"}
 */
import { createInterface } from "node:readline";
import { TICK_RATE } from "../../shared/tick.ts";
import type { Worlds } from "./worlds.ts";

export async function serveWorlds(
  worlds: Worlds,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<void> {
  const say = (line: object) => output.write(`${JSON.stringify(line)}\n`);
  const { worlds: count, players } = worlds.options;
  const { input: fields, observation } = worlds.names;
  const ranges = worlds.ranges.map((range) => range ?? null);
  say({
    type: "hello",
    ...{ worlds: count, players, input: fields, ranges, observation, tickRate: TICK_RATE },
  });
  for await (const line of createInterface({ input })) {
    if (line.trim() === "") continue;
    try {
      const asked = JSON.parse(line) as { type?: unknown; seed?: unknown; inputs?: unknown };
      if (asked.type === "bye") break;
      say(answerOf(worlds, asked));
    } catch (error) {
      say({ type: "error", message: (error as Error).message });
    }
  }
}

function answerOf(
  worlds: Worlds,
  { type, seed, inputs }: { type?: unknown; seed?: unknown; inputs?: unknown },
): object {
  if (type === "reset") {
    if (!Number.isInteger(seed) || (seed as number) < 0 || (seed as number) > 0xffffffff)
      throw new Error("seed: expected a whole number from 0 to 4294967295");
    return { type, observations: packed(worlds.reset(seed as number)) };
  }
  if (type !== "step") throw new Error(`type ${JSON.stringify(type)}: expected reset, step or bye`);
  const { observations, rewards, done } = worlds.step(numbersIn(inputs));
  return { type, observations: packed(observations), rewards: packed(rewards), done: [...done] };
}

const packed = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");

/** @param inputs base64, or a list of numbers */
function numbersIn(inputs: unknown): ArrayLike<number> {
  if (Array.isArray(inputs)) return inputs.map(Number);
  if (typeof inputs !== "string") throw new Error("inputs: expected base64 of float32, or a list of numbers");
  const bytes = Uint8Array.from(Buffer.from(inputs, "base64"));
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4));
}
