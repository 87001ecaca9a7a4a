/**
 * `npm run bench`: measures every design at every number of players, one after the other, on this machine.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { brainLines, measureBrains } from "./brains.ts";
import { chart } from "./chart.ts";
import type { Design, InputCost, Results, Row } from "./figures.ts";
import { measureFrames } from "./frames.ts";
import { joinLines, measureJoins } from "./joins.ts";
import { canPin, measure, start } from "./measure.ts";
import { BadOption, type BenchOptions, HELP, readOptions } from "./options.ts";
import { measurePage } from "./page.ts";
import { headLine, rowLine, verdict } from "./report.ts";
import { measureWatching, watchLines } from "./watching.ts";

/**
 * A design with fewer steps a second than this is not measured with more players, because the joins would
 * take minutes.
 */
const BEATEN = 20;

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) console.log(HELP);
  else if (options.page) await measurePage();
  else if (options.frames) await measureFrames();
  else if (options.brains) await measureAllBrains(options);
  else if (options.watchers !== undefined) await measureAllWatching(options.watchers, options);
  else if (options.joins !== undefined) await measureAllJoins(options.joins, options);
  else await main(options);
} catch (error) {
  if (!(error instanceof BadOption)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function main(options: BenchOptions): Promise<void> {
  if (options.profiles !== undefined) mkdirSync(options.profiles, { recursive: true });
  const inputs = await measureInputs();
  console.log(headLine());
  const rows: Row[] = [];
  for (const players of options.players) {
    const designs = options.designs.filter((design) => !isBeaten(design, players, rows));
    if (designs.length > 0) await measureAll(players, { ...options, designs }, rows);
  }
  const results: Results = {
    date: new Date().toISOString(),
    machine: cpus()[0]?.model.trim() ?? "unknown",
    node: process.versions.node,
    cores: availableParallelism(),
    pinned: canPin,
    seconds: options.seconds,
    rows,
    inputs,
  };
  console.log(["", ...verdict(results)].join("\n"));
  writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
  if (options.chart !== undefined) writeFileSync(options.chart, chart(results));
}

/** Raw sockets show how fast this machine and its clients can be. Designs take turns. */
async function measureAllJoins(joins: number, { players, repeat, designs }: BenchOptions): Promise<void> {
  for (const count of players)
    for (let round = 0; round < repeat; round++)
      for (const design of designs)
        for await (const cost of measureJoins(design, count, joins)) console.log(joinLines(cost));
}

async function measureAllBrains({ json }: BenchOptions): Promise<void> {
  const speed = await measureBrains();
  console.log(brainLines(speed).join("\n"));
  writeFileSync(json, `${JSON.stringify(speed, null, 2)}\n`);
}

/** Turns without and with watchers follow each other: a machine that slows down slows both. */
async function measureAllWatching(
  watchers: number,
  { players, seconds, repeat, json }: BenchOptions,
): Promise<void> {
  for (const count of players) {
    const rounds = await measureWatching(count, watchers, seconds, repeat);
    console.log(watchLines(count, watchers, rounds).join("\n"));
    writeFileSync(json, `${JSON.stringify({ players: count, watchers, seconds, rounds }, null, 2)}\n`);
  }
}

/** Prints it, too. @returns whether the design has failed with fewer players already */
function isBeaten(design: Design, players: number, rows: readonly Row[]): boolean {
  const failed = rows.find((row) => row.design === design && row.players < players && row.rate < BEATEN);
  if (failed === undefined) return false;
  console.log(
    `${String(players).padStart(7)}  ${design} is left out: ${failed.rate.toFixed(0)} steps a second with ${failed.players}`,
  );
  return true;
}

/** Designs take turns, so that a machine that slows down slows all of them. */
async function measureAll(players: number, options: BenchOptions, rows: Row[]): Promise<void> {
  const { designs, repeat } = options;
  const all: Row[] = [];
  for (let round = 0; round < repeat; round++)
    for (const design of designs) {
      tellProgress(`${players} players, ${design}${repeat > 1 ? `, ${round + 1} of ${repeat}` : ""} …`);
      all.push(await measure(design, players, options));
    }
  tellProgress("");
  for (const design of designs) {
    const own = all.filter((row) => row.design === design).sort((a, b) => a.cost - b.cost);
    rows.push(own[own.length >> 1]!);
  }
  for (const row of rows.slice(-designs.length)) console.log(rowLine(row, rows));
}

async function measureInputs(): Promise<InputCost> {
  tellProgress("inputs …");
  const child = start("0", "inputs.ts", []);
  try {
    await child.receive();
    return await child.ask<InputCost>("begin");
  } finally {
    await child.stop();
    tellProgress("");
  }
}

/** On a terminal only; overwritten by the next line. */
function tellProgress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${what}`);
}
