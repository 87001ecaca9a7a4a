/** `npm run replay`: plays a match again from its log, checks every hash, and prints what happened. */
import { readFileSync } from "node:fs";
import { zstdDecompressSync } from "node:zlib";
import { games } from "../../games/index.ts";
import type { GameServer } from "../../server/game.ts";
import { BadLog } from "../../shared/log/bytes.ts";
import { inOrder, MatchLog } from "../../shared/log/matchLog.ts";
import { Replay, type ReplayEvent } from "../../shared/log/replay.ts";
import { partsOf } from "../../shared/log/replays.ts";
import { printable } from "../../shared/text.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { commandLine, usageError } from "../commandLine.ts";
import { dumpOf } from "./dump.ts";
import { broadcastLines, headlineOf, lineOf, Names, timeOf, withCommas } from "./lines.ts";

const HELP = `Plays a match again from its log, checks every hash, and prints what happened.

  npm run replay -- FILE… [options]

  FILE…          a match log, as /api/replays/MATCH of a server sends it; or all logs of a match that moved, in any order
  --until TICK   no farther than to the end of that tick, of 30 a second
  --dump         writes the state at the end as JSON, and nothing else, to the standard output
  --bench        plays it five times and prints the speed of the fastest run instead of what happened

Ends with 0 when every hash is right, and with 1 when one is not, and the log is damaged or of another version of the game.`;

const options = { until: { type: "string" }, dump: { type: "boolean" }, bench: { type: "boolean" } } as const;
const { values, positionals } = commandLine(HELP, options, Number.POSITIVE_INFINITY);
const { until = String(Number.MAX_SAFE_INTEGER), dump = false, bench = false } = values;
if (positionals.length === 0) usageError("The FILE of a match log is missing");
if (!/^\d+$/.test(until)) usageError("TICK is a whole number");
const BENCH_TIMES = 5;
/** Prints what is not part of a dump. */
const say = dump ? console.error : console.log;

try {
  process.exitCode = main(positionals) ? 0 : 1;
} catch (error) {
  if (!(error instanceof BadLog) && (error as NodeJS.ErrnoException).code === undefined) throw error;
  const { cause, message } = error as Error;
  console.error(`✗ ${printable(message)}${cause instanceof Error ? `: ${printable(cause.message)}` : ""}`);
  process.exitCode = 1;
}

function main(files: readonly string[]): boolean {
  const logs = inOrder(files.flatMap(logsIn));
  const { header } = logs[0]!;
  const game = games.find((one) => one.game.name === header.game);
  if (game === undefined) throw new BadLog(`it is a match of ${header.game}, a game that is not here`);
  say(headlineOf(game.game.title, logs));
  return play(game, logs);
}

/** A server sends the logs of a match that moved as one file. */
function logsIn(file: string): MatchLog[] {
  try {
    return partsOf(readFileSync(file)).map(
      (part) => new MatchLog(part, (bytes) => zstdDecompressSync(bytes)),
    );
  } catch (error) {
    if (error instanceof BadLog) throw new BadLog(`${file}: ${error.message}`, { cause: error.cause });
    throw error;
  }
}

/** The result of a replay. */
interface Result {
  readonly steps: number;
  readonly right: number;
  readonly wrong: number;
  /** Processor time, s: other programs may use the processor too. */
  readonly seconds: number;
  readonly replay: Replay;
}

/** @returns whether all hashes were right */
function play(game: GameServer, logs: readonly MatchLog[]): boolean {
  let result = once(game, logs);
  // The first runs are slower, because Node has not compiled the code yet.
  for (let times = 1; bench && times < BENCH_TIMES; times++) {
    const again = once(game, logs);
    if (again.seconds < result.seconds) result = again;
  }
  const { steps, right, wrong, seconds, replay } = result;
  if (dump) console.log(JSON.stringify(dumpOf(game.storage.save(replay.world)), null, 2));
  const speed = Math.round(steps / TICK_RATE / seconds);
  const played = `${withCommas(steps)} ticks (${timeOf(steps).trim()}) in ${seconds.toFixed(2)} s of processor time, ${withCommas(speed)} × real time`;
  say(
    wrong === 0
      ? `✓ every hash is right: ${withCommas(right)}; ${played}`
      : `✗ ${withCommas(wrong)} of ${withCommas(right + wrong)} hashes and checkpoints are wrong; ${played}`,
  );
  return wrong === 0;
}

function once(game: GameServer, logs: readonly MatchLog[]): Result {
  const last = Number(until);
  const replay = new Replay(game, logs);
  const names = new Names();
  const broadcasts = broadcastLines(names, (tick, line) => say(`${timeOf(tick)}  ${printable(line)}`));
  const prints = !bench && !dump;
  let [steps, right, wrong] = [0, 0, 0];
  const started = process.cpuUsage();
  for (const event of replay.play()) {
    if (event.type === "command" || event.type === "moved") names.see(game.players(replay.world));
    if (event.type === "step") {
      steps++;
      if (prints) game.tell(replay.world, broadcasts.at(event.tick));
    } else if (event.type === "right") right++;
    else if (event.type === "wrong") wrong++;
    if (prints || (event.type !== "command" && event.type !== "end")) printEvent(event, names);
    if (event.type === "step" && event.tick >= last) break;
  }
  const { user, system } = process.cpuUsage(started);
  return { steps, right, wrong, seconds: (user + system) / 1e6, replay };
}

function printEvent(event: ReplayEvent, names: Names): void {
  const line = lineOf(event, names);
  if (line !== undefined) say(printable(line));
}
