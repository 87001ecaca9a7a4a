/** `npm run feel`: figures of how the game feels over bad networks. */
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { PROFILES } from "../../client/bots/link/profiles.ts";
import { measure } from "./measure.ts";
import { BadOption, type FeelOptions, HELP, readOptions } from "./options.ts";
import { notes, type Row, rowsOf } from "./rows.ts";

// The SDK logs every return to the console.
console.info = () => {};

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) console.log(HELP);
  else process.exitCode = await main(options);
} catch (error) {
  if (!(error instanceof BadOption)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
process.exit();

async function main(options: FeelOptions): Promise<number> {
  const results: { [net: string]: object } = {};
  const missed: string[] = [];
  for (const net of options.nets) {
    const turns: Turn[] = [];
    for (const threads of options.threads) {
      const title = titleOf(net, threads);
      const feel = await measure(PROFILES[net], options, threads, (what) =>
        tellProgress(`${title}: ${what} …`),
      );
      tellProgress("");
      const rows = rowsOf(feel, net, options.margin);
      const gated = options.gated.includes(net);
      console.log([...tableOf(net, threads, rows, gated), `  ${notes(feel)}`, ""].join("\n"));
      results[title] = { rows, feel };
      turns.push({ threads, rows });
      if (gated) missed.push(...rows.filter(({ met }) => !met).map(({ name }) => `${title}: ${name}`));
    }
    if (turns.length > 1) console.log([...comparison(net, turns), ""].join("\n"));
  }
  const machine = {
    date: new Date().toISOString(),
    machine: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    node: process.versions.node,
  };
  writeFileSync(options.json, `${JSON.stringify({ ...machine, options, results }, null, 2)}\n`);
  if (missed.length > 0) console.error(`missed its target: ${missed.join(", ")}`);
  else console.log("all targets are met");
  return missed.length > 0 ? 1 : 0;
}

/** A network as it was played with so many I/O threads. */
interface Turn {
  threads: number;
  rows: readonly Row[];
}

function titleOf(net: string, threads: number): string {
  return threads === 0 ? net : `${net}, ${threads} I/O thread${threads > 1 ? "s" : ""}`;
}

/** The rows of one network side by side. */
function comparison(net: string, turns: readonly Turn[]): string[] {
  const line = (name: string, cells: readonly string[]) =>
    `  ${name.padEnd(30)}${cells.map((cell) => cell.padStart(16)).join("")}`;
  return [
    line(
      `${net}, by I/O threads`,
      turns.map(({ threads }) => String(threads)),
    ),
    ...turns[0]!.rows.map(({ name }, i) =>
      line(
        name,
        turns.map(({ rows }) => rows[i]!.shown),
      ),
    ),
  ];
}

function tableOf(net: string, threads: number, rows: readonly Row[], gated: boolean): string[] {
  const { delayMs, jitterMs, stallChance, stallMs } = PROFILES[net as keyof typeof PROFILES];
  const loss = stallChance > 0 ? `, ${stallChance * 100} % of chunks stall ${stallMs} ms` : "";
  const widths = [28, 44, 14, 14];
  const line = (...cells: string[]) => cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("");
  return [
    `${titleOf(net, threads)}: ${delayMs} ± ${jitterMs} ms each way${loss}${gated ? "" : " (shown only)"}`,
    ...rows.map(({ name, how, shown, aim, met }) => `${met ? "✓" : "✗"} ${line(name, how, shown, aim)}`),
  ];
}

/** On a terminal only; overwritten by the next line. */
function tellProgress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${what}`);
}
