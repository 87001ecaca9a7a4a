/** `npm run verify`: checks that a game keeps the engine's promises. */
import { writeFileSync } from "node:fs";
import { games } from "../../games/index.ts";
import { ensureBuild } from "../../tools/build.ts";
import { BadOption, helpOf, readOptions, type VerifyOptions } from "./options.ts";
import { broken, tableOf, verify } from "./verify.ts";

// The SDK logs every return to the console, in the middle of the table.
console.info = () => {};

try {
  const options = readOptions(process.argv.slice(2), games);
  if (options === undefined) console.log(helpOf(games));
  else process.exitCode = await main(options);
} catch (error) {
  if (!(error instanceof BadOption)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
process.exit();

async function main(options: VerifyOptions): Promise<number> {
  const { game, quick, seed, json } = options;
  console.log(`${game.game.title}, version ${game.game.version}, seed ${seed}${quick ? ", quick" : ""}`);
  // The servers of that part serve the page.
  if (options.parts.includes("survival") && !(await ensureBuild())) return 1;
  const started = performance.now();
  const rows = await verify(options, tellProgress);
  console.log(tableOf(rows).join("\n"));
  const seconds = Math.round((performance.now() - started) / 1000);
  const wrong = broken(rows);
  const judged = rows.filter(({ kept }) => kept !== undefined).length;
  console.log(
    `${judged - wrong.length} of ${judged} promises kept in ${seconds} s${wrong.length === 0 ? "" : `; broken: ${wrong.map(({ promise }) => promise).join(" · ")}`}`,
  );
  if (json !== undefined)
    writeFileSync(json, `${JSON.stringify({ game: game.game.name, quick, seed, rows }, null, 2)}\n`);
  return wrong.length === 0 ? 0 : 1;
}

/** On a terminal only; overwritten by the next line. */
function tellProgress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${what}`);
}
