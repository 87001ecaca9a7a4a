/** `npm run bots`: brings bots into a room and says how they fared. */
import { writeFileSync } from "node:fs";
import { join } from "../session/connect.ts";
import { JoinFailed } from "../session/joinFailed.ts";
import { brokenBounds } from "./bounds.ts";
import { joinThrough } from "./link/joinThrough.ts";
import { BadOption, HELP, readOptions } from "./options.ts";
import { reportLines, reportOf } from "./report.ts";
import { runSwarm } from "./swarm.ts";
import { Table } from "./table.ts";

// The SDK tells of every return on the console, in the middle of the table; the report counts them.
console.info = () => {};

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof BadOption || error instanceof JoinFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
process.exit();

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  console.log(
    `${options.count} × ${options.brain} into ${options.room} at ${options.url} for ${options.seconds} s` +
      ` over a ${options.net} net`,
  );
  const way = await joinThrough(options, join);
  const table = new Table(process.stdout);
  const swarm = await runSwarm(options, way.join, stop.signal, (now) => table.show(now)).finally(way.close);
  table.end();
  const report = reportOf(swarm);
  console.log(["", ...reportLines(report), ...way.describe()].join("\n"));
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ options, report }, null, 2)}\n`);
  const broken = brokenBounds(options.bounds, report);
  for (const line of broken) console.error(line);
  return broken.length > 0 || report.joined < report.wanted ? 1 : 0;
}
