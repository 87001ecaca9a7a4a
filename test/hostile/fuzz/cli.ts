/**
 * `npm run fuzz -- --minutes M --seed S`: the fuzzers against a server of their own, with 30 honest bots in
 * play. The server has a core to itself, all other processes share another. Prints the server's steps and the
 * bots' patches before and during the attack. Exits with 1 when the server ended, stalled by its own work, or
 * the bots were affected.
 */
import { setTimeout as wait } from "node:timers/promises";
import { commandLine, usageError } from "../../../tools/commandLine.ts";
import { metricsOf } from "../../support/rejections.ts";
import { memoryOf, startServer } from "../../support/server.ts";
import { until } from "../../support/until.ts";
import type { Attack } from "./attack.ts";
import type { Seen } from "./honest.ts";
import { giveWay, pin, start } from "./processes.ts";
import { faultsOf, tableOf, Watch } from "./watch.ts";

const TOKEN = "an operator's secret";
const BOTS = 30;
/** Time for the JIT compiler to settle, and for a measurement without an attack, s. */
const SETTLE = 10;
const BASELINE = 60;

const HELP = `Sends damaged frames and requests to a server of its own, with ${BOTS} honest bots in play.

  npm run fuzz -- [options]

  --minutes M    how long, above 0                         1
  --seed S       a whole number; same seed, same attacks   a random one
  --frames N     frames a second                           3000
  --requests N   requests a second                         300

Ends with 1 when the server fell or stood still by its own work, or the bots felt it.`;

const { values } = commandLine(HELP, {
  minutes: { type: "string", default: "1" },
  seed: { type: "string", default: String(Math.floor(Math.random() * 1e9)) },
  // A million frames and a hundred thousand requests in six minutes.
  frames: { type: "string", default: "3000" },
  requests: { type: "string", default: "300" },
});
const [minutes, seed, frames, requests] = [values.minutes, values.seed, values.frames, values.requests].map(
  Number,
) as [number, number, number, number];
if (!(minutes > 0 && frames > 0 && requests > 0) || !Number.isSafeInteger(seed))
  usageError("--minutes, --frames and --requests take numbers above 0, --seed a whole number");

const server = await startServer({
  TRUST_PROXY: "127.0.0.1",
  OPS_TOKEN: TOKEN,
  NODE_OPTIONS: `--import ${new URL("probe.ts", import.meta.url)}`,
});
const honest = start("honest.ts", [server.url, String(BOTS)]);
const isApart = pin(server.process.pid!, 0) && pin(honest.child.pid!, 1);
if (!isApart)
  console.log("the server could not get a core of its own: its figures include the attackers' load");
await until(async () => (await honest.ask<Seen>("seen")).playing === BOTS, "the bots to play", 60_000);
await wait(SETTLE * 1000);

const watch = new Watch(server, honest, () => metricsOf(server.url, TOKEN));
const quiet = await watch.during(() => wait(BASELINE * 1000));
const held = memoryOf(server);
const attacker = start("attacker.ts", [server.url, String(seed), String(frames), String(requests)]);
if (isApart) pin(attacker.child.pid!, 1);
giveWay(attacker.child.pid!);
let count: Attack = { frames: 0, connections: 0, requests: 0 };
const end = performance.now() + minutes * 60_000;
const under = await watch.during(async () => {
  while (performance.now() < end && server.process.exitCode === null) {
    await wait(Math.min(10_000, end - performance.now()));
    count = await attacker.ask<Attack>("count");
    const { frames, connections, requests } = count;
    console.log(
      `${frames} frames in ${connections} connections, ${requests} requests; ${memoryOf(server).toFixed(0)} MB`,
    );
  }
});
await attacker.stop();
await honest.stop();

console.log(["", ...tableOf({ "without fuzz": quiet, "under fuzz": under }), ""].join("\n"));
console.log(`memory ${(memoryOf(server) - held).toFixed(0)} MB more; rejected:`);
const refused = (await metricsOf(server.url, TOKEN)).matchAll(
  /^skirmish_rejected_total{reason="(\w+)"} (\d+)$/gm,
);
console.log([...refused].map(([, reason, times]) => `  ${reason} ${times}`).join("\n"));
const faults = faultsOf(under, BOTS);
if (server.process.exitCode !== null || /"level":"(error|fatal)"/.test(server.log()))
  faults.push(`the server ended, or logged a fault:\n${server.log().slice(-4000)}`);
else await server.stop();
for (const fault of faults) console.error(fault);
if (faults.length > 0) console.error(`repeat with --seed ${seed}`);
process.exit(faults.length > 0 ? 1 : 0);
