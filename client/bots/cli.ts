/**
 * `npm run bots`: plays with bots in a room and prints a report; or merges the reports of several machines.
 */
import { writeFileSync } from "node:fs";
import { botGames } from "../../games/bots.ts";
import { printable } from "../../shared/text.ts";
import type { GameTypes } from "../game.ts";
import { join } from "../session/connect.ts";
import { JoinFailed } from "../session/joinFailed.ts";
import { TransportChoice } from "../transport/choice.ts";
import { type Account, accountOf, addUp } from "./account.ts";
import { brokenBounds } from "./bounds.ts";
import { BrainFault } from "./brain/fault.ts";
import { OwnBots } from "./brain/ownBots.ts";
import { openBrain } from "./brain/source.ts";
import { writeStarter } from "./brain/starter.ts";
import { type BotGame, gameOf } from "./game.ts";
import { joinThrough } from "./link/joinThrough.ts";
import { BadFile, readAll } from "./merge.ts";
import { BadOption, helpOf, type Options, readOptions } from "./options.ts";
import { reportLines, reportOf } from "./report.ts";
import { isScenarioCommand } from "./scenario/help.ts";
import { WHOLE } from "./shard.ts";
import { runSwarm } from "./swarm.ts";
import { Table } from "./table.ts";

// The SDK prints every reconnection to the console, in the middle of the table; the report counts them
// instead.
console.info = () => {};

/** npm runs scripts in the folder of the project, wherever it was called. */
const CALLED_FROM = process.env.INIT_CWD ?? process.cwd();

try {
  process.exitCode = await main();
} catch (error) {
  if (
    !(
      error instanceof BadOption ||
      error instanceof BadFile ||
      error instanceof JoinFailed ||
      error instanceof BrainFault
    )
  )
    throw error;
  console.error(printable(error.message));
  process.exitCode = 1;
}
process.exit();

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  if (isScenarioCommand(args)) {
    // Loaded here: other runs need no YAML.
    const { scenarioCommand } = await import("./scenario/command.ts");
    return scenarioCommand(args, botGames, process.env.INIT_CWD ?? process.cwd());
  }
  const options = readOptions(process.argv.slice(2), botGames);
  if (options.help) {
    console.log(helpOf(botGames));
    return 0;
  }
  if (options.merge !== undefined) {
    const runs = readAll(options.merge);
    // The options of the run come from the shards; what to do with the report comes from this command line.
    const { json, bounds, merge } = options;
    const whole: Options = { ...runs[0]!.options, shard: WHOLE, json, bounds, merge };
    return finish(whole, addUp(runs.map(({ account }) => account)), runs.length);
  }
  const game = gameOf(botGames, options.room);
  if (options.starter !== undefined) return startBrain(options.starter, game, game === botGames[0]);
  const own = game.brains.includes(options.brain) ? undefined : await ownBots(options.brain, game);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const { shard } = options;
  const part = shard.of > 1 ? ` (shard ${shard.index} of ${shard.of})` : "";
  console.log(
    `${options.count} × ${options.brain}${part} in ${options.room} at ${options.url} for ${options.seconds} s` +
      `, network: ${options.net}`,
  );
  const way = await joinThrough(options, (to) =>
    join(game.client, {
      ...{ ...to, bot: options.token ?? true },
      transport: new TransportChoice(options.transport),
    }),
  );
  const table = new Table(process.stdout);
  const swarm = await runSwarm(options, own ?? game, way.join, stop.signal, (now) =>
    table.show(now, own?.tally().stopped),
  ).finally(way.close);
  table.end();
  await own?.close();
  return finish(options, accountOf(swarm, own?.tally()), 1, way.describe());
}

function startBrain(
  file: string,
  { authoring, rooms, defaultBrain }: BotGame<GameTypes>,
  isFirst: boolean,
): number {
  if (authoring === undefined)
    throw new BrainFault(`--new: the game of ${rooms[0]} takes no brains of your own`);
  const path = writeStarter(file, authoring.contract, CALLED_FROM);
  console.log(`Wrote ${path}

Try it:   npm run spar -- ${isFirst ? "" : `--game ${authoring.contract.game} `}${file} ${defaultBrain}
Play it:  npm run bots -- ${isFirst ? "" : `--room ${rooms[0]} `}--brain ${file} --count 3
Read on:  docs/bots.md`);
  return 0;
}

async function ownBots(brain: string, game: BotGame<GameTypes>): Promise<OwnBots> {
  const source = await openBrain(brain, game.authoring!, { cwd: CALLED_FROM, onReload: print });
  return new OwnBots(game, source, print);
}

/** Prints a message for the author at once, on a separate line. */
function print(line: string): void {
  console.error(`${process.stdout.isTTY ? "\n" : ""}${printable(line)}`);
}

/** Prints and writes the report, and checks the bounds. @returns the exit code */
function finish(options: Options, account: Account, processes: number, more: string[] = []): number {
  const report = reportOf(account);
  console.log(["", ...reportLines(report, processes), ...more].join("\n"));
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ options, report, account })}\n`);
  const broken = brokenBounds(options.bounds, report);
  for (const line of broken) console.error(line);
  return broken.length > 0 || report.joined < report.wanted || (report.brain?.stopped ?? 0) > 0 ? 1 : 0;
}
