/** `npm run league`: a rated tournament of brains. */
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { type NetName, PROFILES } from "../../client/bots/link/profiles.ts";
import { printable } from "../../shared/text.ts";
import { commandLine, usageError } from "../commandLine.ts";
import { PROJECT } from "../run.ts";
import { arenaGame, arenaNames, namesOf } from "../spar/entrants.ts";
import { numberOption } from "../spar/numbers.ts";
import { standingLines, standingsOf } from "../spar/standings.ts";
import { playLeague } from "./league.ts";
import { leaguePage } from "./page.ts";
import { Pool } from "./pool.ts";
import { ratingsOf } from "./ratings.ts";

const nets = Object.keys(PROFILES).join(", ");
const games = arenaNames.join(", ");
const HELP = `A tournament of brains, two in a round, each brain in a process of its own.

  npm run league -- BRAIN BRAIN… [options]

  BRAIN            a built-in brain (of Skirmish: idle, wander, hunter), ./FILE.ts, a package or "cmd: PROGRAM"; see docs/bots.md
  --rounds N       rounds of each pair; with --swiss, of each brain    4
  --swiss          neighbours in the table play, instead of every pair
  --seconds N      length of a round, s of play                        60
  --seed S         of the first round                                  1
  --lag NET        real clients behind an emulated network: ${nets}
  --patience MS    time for one answer                                 1000
  --memory MB      a brain that uses more loses the round                     256
  --workers N      rounds at the same time                             as many as there are cores
  --html FILE      the result as one page, with charts and replays     league.html
  --json FILE      the result as a file
  --replays DIR    folder of the match logs                            .skirmish/replays, where \`npm start\` finds them
  --no-replays     writes none
  --server URL     where the page finds replays                        http://localhost:2567
  --game NAME      the game: ${games.padEnd(42)}skirmish

A brain that fails, hangs or uses too much memory loses the round, and the league goes on.`;

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const { values, positionals } = commandLine(
  HELP,
  {
    ...{ rounds: text, seconds: text, seed: text, lag: text, patience: text, memory: text, workers: text },
    ...{ html: text, json: text, replays: text, server: text, game: text },
    ...{ swiss: flag, "no-replays": flag },
  },
  256,
);
/** The folder in which npm was called; npm runs scripts in the folder of the project. */
const calledFrom = process.env.INIT_CWD ?? process.cwd();
/** Late answers in a round after which a brain counts as hanging. */
const MAX_LATE_ANSWERS = 3;

const { arena } = arenaGame(values.game);
if (positionals.length < 2)
  usageError("Two brains or more are needed, as in `npm run league -- hunter wander`");
if (values.lag !== undefined && !Object.hasOwn(PROFILES, values.lag))
  usageError(`--lag "${values.lag}": expected one of ${nets}`);
const server = (values.server ?? "http://localhost:2567").replace(/\/+$/, "");
if (!/^https?:\/\//.test(server))
  usageError(`--server "${server}": expected an address like http://localhost:2567`);
const names = namesOf(positionals);
const rounds = numberOption("rounds", values.rounds, 4, 1, 10_000);
const seconds = numberOption("seconds", values.seconds, arena.seconds, 1, 3600);
const workers = numberOption("workers", values.workers, availableParallelism(), 1, 256);
const folder =
  values.replays === undefined ? join(PROJECT, ".skirmish/replays") : resolve(calledFrom, values.replays);
const isSwiss = values.swiss ?? false;
const options = {
  ...{ game: arena.game, rounds, isSwiss, cwd: calledFrom },
  entries: positionals.map((given, i) => ({ name: names[i]!, given })),
  seed: numberOption("seed", values.seed, 1, 0, 0xffffffff),
  memory: numberOption("memory", values.memory, 256, 32, 1e6),
  round: {
    ...{ seconds, lateAtMost: MAX_LATE_ANSWERS, lag: values.lag as NetName | undefined },
    patience: numberOption("patience", values.patience, 1000, 1, 600_000),
  },
  log: values["no-replays"] ? undefined : { folder, name: `league-${Date.now().toString(36)}` },
};
const title = `League of ${names.length} brains, ${isSwiss ? "Swiss" : "round robin"}, ${rounds} rounds of ${seconds} s`;
console.log(title);
const pool = new Pool(workers);
const { rounds: played, lost } = await playLeague(options, pool, showProgress);
pool.close();
showProgress(0, 0);

const standings = new Map(standingsOf(names, played).map((one) => [one.name, one]));
const table = ratingsOf(names, played)
  .sort((a, b) => b.rating - a.rating)
  .map((rated) => ({ rated, standing: standings.get(rated.name)! }));
const points = { title: "rating", digits: 0, value: ({ rating }: { [name: string]: number }) => rating! };
const range = { title: "±", digits: 0, value: ({ uncertainty }: { [name: string]: number }) => uncertainty! };
const shown = table.map(({ rated: { rating, uncertainty }, standing }) => ({
  ...standing,
  figures: { ...standing.figures, rating, uncertainty },
}));
console.log(["", ...standingLines(shown, [points, range, ...arena.columns] as never), ""].join("\n"));
for (const why of new Set(lost)) console.error(printable(`not played: ${why}`));
const html = resolve(calledFrom, values.html ?? "league.html");
writeFileSync(html, leaguePage({ title, table, rounds: played, columns: arena.columns, server }));
console.log(`Wrote ${html}`);
if (values.json !== undefined)
  writeFileSync(
    resolve(calledFrom, values.json),
    `${JSON.stringify({ title, table, rounds: played, lost })}\n`,
  );
process.exit(lost.length > 0 ? 1 : 0);

/** Only on a terminal; the next line overwrites it. */
function showProgress(done: number, all: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${all > 0 ? `round ${done} of ${all}` : ""}`);
}
