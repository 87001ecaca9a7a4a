/** `npm run spar`: brains against each other, without a server, many times faster than real time. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { BrainFault } from "../../client/bots/brain/fault.ts";
import { type NetName, PROFILES } from "../../client/bots/link/profiles.ts";
import { counted, printable } from "../../shared/text.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { commandLine, usageError } from "../commandLine.ts";
import { PROJECT } from "../run.ts";
import { arenaGame, arenaNames, type Entrant, openEntrants } from "./entrants.ts";
import { numberOption } from "./numbers.ts";
import { playRound, type Round } from "./round.ts";
import { standingLines, standingsOf } from "./standings.ts";

const nets = Object.keys(PROFILES).join(", ");
const games = arenaNames.join(", ");
const HELP = `Plays brains against each other by the rules of the game, on a virtual clock and without a server.

  npm run spar -- BRAIN BRAIN… [options]

  BRAIN            a built-in brain (of Skirmish: idle, wander, hunter), ./FILE.ts, a package or "cmd: PROGRAM"; see docs/bots.md
  --rounds N       rounds                                              10
  --seconds N      length of a round, s of play                        60
  --seed S         of the first round; same seed, same result          1
  --lag NET        real clients behind an emulated network: ${nets}
  --patience MS    time for one answer of a program                    1000
  --replays DIR    folder of the match logs                            .skirmish/replays, where \`npm start\` finds them
  --no-replays     writes none
  --json FILE      writes all rounds to a file
  --game NAME      the game: ${games.padEnd(42)}skirmish

Ends with 1 when a brain has failed in a round.`;

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const { values, positionals } = commandLine(
  HELP,
  {
    ...{ rounds: text, seconds: text, seed: text, lag: text, patience: text, replays: text, json: text },
    ...{ "no-replays": flag, game: text },
  },
  64,
);
/** The folder in which npm was called; npm runs scripts in the folder of the project. */
const calledFrom = process.env.INIT_CWD ?? process.cwd();
/** Late answers in a round after which a brain counts as hanging. */
const MAX_LATE_ANSWERS = 3;

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof BrainFault)) throw error;
  console.error(printable(error.message));
  process.exitCode = 1;
}
// Timers of emulated clients would keep the process alive.
process.exit();

async function main(): Promise<number> {
  const game = arenaGame(values.game);
  const { arena } = game;
  if (positionals.length === 0) usageError("The brains are missing, as in `npm run spar -- hunter wander`");
  const rounds = numberOption("rounds", values.rounds, 10, 1, 1e6);
  const seconds = numberOption("seconds", values.seconds, arena.seconds, 1, 3600);
  const seed = numberOption("seed", values.seed, 1, 0, 0xffffffff);
  const patience = numberOption("patience", values.patience, 1000, 1, 600_000);
  if (values.lag !== undefined && !Object.hasOwn(PROFILES, values.lag))
    usageError(`--lag "${values.lag}": expected one of ${nets}`);
  const folder =
    values.replays === undefined ? join(PROJECT, ".skirmish/replays") : resolve(calledFrom, values.replays);
  const entrants = await openEntrants(positionals, game, calledFrom);
  const names = entrants.map(({ name }) => name);
  console.log(printable(`${names.join(" · ")}: ${counted(rounds, "round")} of ${seconds} s, seed ${seed}`));
  const run = `spar-${Date.now().toString(36)}`;
  const played: Round[] = [];
  const began = process.cpuUsage();
  for (let i = 0; i < rounds; i++) {
    const log = values["no-replays"] ? undefined : { folder, name: `${run}-${i + 1}` };
    const options = { seed: (seed + i) >>> 0, seconds, patience, lateAtMost: MAX_LATE_ANSWERS, log };
    played.push(await playRound(game, rotated(entrants, i), { ...options, lag: values.lag as NetName }));
    showProgress(i + 1, rounds);
  }
  showProgress(0, rounds);
  const { user, system } = process.cpuUsage(began);
  const took = (user + system) / 1e6;
  for (const { source } of entrants) await source.close();
  const standings = standingsOf(names, played);
  console.log(["", ...standingLines(standings, arena.columns), ""].join("\n"));
  const ticks = played.reduce((sum, one) => sum + one.ticks, 0);
  console.log(
    `${counted(rounds, "round")} in ${took.toFixed(1)} s of processor time: ${Math.round(ticks / TICK_RATE / took)} × real time, ${Math.round(ticks / took)} ticks/s`,
  );
  if (!values["no-replays"])
    console.log(`Replays: npm run replay -- ${played[0]!.replay}
         or \`npm start\`, then http://localhost:2567/replay/${run}-1${rounds > 1 ? ` … ${run}-${rounds}` : ""}`);
  if (values.json !== undefined)
    writeFileSync(
      resolve(calledFrom, values.json),
      `${JSON.stringify({ names, standings, rounds: played })}\n`,
    );
  return standings.some(({ faults }) => Object.keys(faults).length > 0) ? 1 : 0;
}

/** In each round another brain joins first, so that no brain has an advantage by its place. */
function rotated(entrants: readonly Entrant[], by: number): Entrant[] {
  return entrants.map((_, i) => entrants[(i + by) % entrants.length]!);
}

/** Only on a terminal; the next line overwrites it. */
function showProgress(done: number, all: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${done > 0 ? `round ${done} of ${all}` : ""}`);
}
