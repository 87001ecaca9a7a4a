/**
 * `npm run sim -- --seed S --hours H`: simulates clusters with random faults, seed after seed, for a number
 * of simulated hours; or `--seeds N` of them. Exits with 1 and the shortest history found when an invariant
 * is violated.
 */
import { counted } from "../../shared/text.ts";
import { commandLine } from "../../tools/commandLine.ts";
import { kindOf, shrink } from "../support/sim/shrink.ts";
import { Simulation } from "../support/sim/simulation.ts";

const HELP = `Simulates clusters in which everything goes wrong, and checks what they promise.

  npm run sim -- [--seed N] [--seeds N | --hours N] [--parties] [--all] [--trace]

  --seed N     the first seed (1)
  --seeds N    how many of them (1; or as many as --hours takes)
  --hours N    simulated hours
  --parties    two of three players belong to parties
  --all        goes on after a broken promise, and counts them
  --trace      prints the whole history of a seed

Ends with 1 and the shortest history found when a promise is broken.`;

const { values } = commandLine(HELP, {
  seed: { type: "string", default: "1" },
  seeds: { type: "string" },
  hours: { type: "string" },
  parties: { type: "boolean" },
  all: { type: "boolean" },
  trace: { type: "boolean" },
});

// Refusals create many errors, whose stacks are not needed.
Error.stackTraceLimit = 0;
const first = Number(values.seed);
const hours = values.hours === undefined ? undefined : Number(values.hours);
const most =
  values.seeds === undefined ? (hours === undefined ? 1 : Number.POSITIVE_INFINITY) : Number(values.seeds);
const started = performance.now();
const broken = new Map<string, number[]>();
const sums: { [name: string]: number } = {};
let simulated = 0;
let seeds = 0;
for (let seed = first; seeds < most && simulated < (hours ?? Number.POSITIVE_INFINITY); seed++, seeds++) {
  const outcome = await new Simulation(seed, undefined, { hasParties: values.parties ?? false }).run();
  simulated += outcome.lasted / 3_600_000;
  for (const [name, count] of Object.entries(outcome.counts)) sums[name] = (sums[name] ?? 0) + count;
  if (values.trace) console.log(outcome.history.join("\n"));
  if (outcome.violation === undefined) continue;
  const kind = kindOf(outcome.violation)!;
  broken.set(kind, [...(broken.get(kind) ?? []), seed]);
  if (values.all) continue;
  const least = await shrink(outcome);
  console.log(least.history.join("\n"));
  console.log(`\nseed ${seed} breaks a promise: ${least.violation}`);
  console.log(`faults: ${JSON.stringify(least.faults)}`);
  break;
}
for (const [kind, all] of [...broken].sort((a, b) => b[1].length - a[1].length))
  console.log(`${all.length} × ${kind}  (seeds ${all.slice(0, 8).join(", ")})`);
/** @param name in camelCase */
const inWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
const minutes = (performance.now() - started) / 60_000;
const { user, system } = process.cpuUsage();
const perMinute = simulated / ((user + system) / 60e6);
const figures = Object.entries(sums).map(([name, count]) => `${count} ${inWords(name)}`);
console.log(
  `${counted(seeds, "seed")}, ${simulated.toFixed(1)} simulated hours in ${minutes.toFixed(1)} min (${perMinute.toFixed(0)} hours a minute of CPU): ${figures.join(", ")}`,
);
process.exit(broken.size > 0 ? 1 : 0);
