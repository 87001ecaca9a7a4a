/**
 * `npm run fuzz -- --minutes M --seed S`: the fuzzers against a server of their own, with 30 honest bots in play. Tells
 * how the server's steps fared before and meanwhile; ends with 1 when it fell, or bots were lost.
 */
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { metricsOf } from "../../support/rejections.ts";
import { startTool } from "../../support/runTool.ts";
import { memoryOf, startServer } from "../../support/server.ts";
import { type Attack, fuzzFrames, fuzzRequests } from "./attack.ts";

const TOKEN = "an operator's secret";
const BASELINE_S = 15;
const BOTS = 30;

const { values } = parseArgs({ options: { minutes: { type: "string" }, seed: { type: "string" } } });
const minutes = Number(values.minutes ?? 1);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
  console.error("npm run fuzz -- [--minutes M] [--seed S]; M above 0, S a whole number");
  process.exit(1);
}

interface Steps {
  /** Pauses of more than 50 ms between two steps, a minute. */
  gaps: number;
  /** ms */
  mean: number;
}

const server = await startServer({ TRUST_PROXY: "127.0.0.1", OPS_TOKEN: TOKEN });
const seconds = Math.ceil(minutes * 60 + BASELINE_S + 20);
const bots = startTool("client/bots/cli.ts", [
  ...["--url", server.url, "--count", String(BOTS), "--seconds", String(seconds), "--ramp", "30"],
]);
await wait(5000);
const quiet = await stepsDuring(() => wait(BASELINE_S * 1000));
console.log(`seed ${seed}; before: ${describe(quiet)}`);

const count: Attack = { frames: 0, connections: 0, requests: 0 };
const end = performance.now() + minutes * 60_000;
const goOn = (): boolean => performance.now() < end && server.process.exitCode === null;
const held = memoryOf(server);
const progress = setInterval(tell, 10_000);
const under = await stepsDuring(() =>
  Promise.all([
    ...[0, 1, 2, 3].map((n) => fuzzFrames(server.url, seed + n, count, goOn)),
    fuzzRequests(server.url, seed + 10, count, goOn),
  ]),
);
clearInterval(progress);
tell();
console.log(`meanwhile: ${describe(under)}; memory ${(memoryOf(server) - held).toFixed(0)} MB more`);
const { code, output } = await bots.ended;
console.log(output.slice(output.lastIndexOf("joined")).trim());
const refused = (await metricsOf(server.url, TOKEN)).match(/^skirmish_rejected_total.*$/gm) ?? [];
console.log(refused.join("\n"));
const fell = server.process.exitCode !== null || /"level":"(error|fatal)"/.test(server.log());
if (fell)
  console.error(`the server fell, or said so: repeat with --seed ${seed}\n${server.log().slice(-4000)}`);
else await server.stop();
process.exit(fell || code !== 0 ? 1 : 0);

function tell(): void {
  console.log(`${count.frames} frames in ${count.connections} connections, ${count.requests} requests`);
}

async function stepsDuring(act: () => Promise<unknown>): Promise<Steps> {
  const before = await readSteps();
  await act();
  const after = await readSteps();
  return {
    gaps: ((after.gaps - before.gaps) * 60_000) / (after.at - before.at),
    mean: ((after.spent - before.spent) * 1000) / Math.max(1, after.steps - before.steps),
  };
}

async function readSteps() {
  const text = await metricsOf(server.url, TOKEN);
  const sum = (name: string): number =>
    [...text.matchAll(new RegExp(`^${name}{[^}]*room="arena"[^}]*} (\\S+)`, "gm"))].reduce(
      (total, [, value]) => total + Number(value),
      0,
    );
  return {
    at: performance.now(),
    gaps: sum("skirmish_tick_gaps_total"),
    steps: sum("skirmish_tick_seconds_count"),
    spent: sum("skirmish_tick_seconds_sum"),
  };
}

function describe({ gaps, mean }: Steps): string {
  return `${gaps.toFixed(1)} pauses of more than 50 ms a minute, a step ${mean.toFixed(2)} ms`;
}
