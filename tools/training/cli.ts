/**
 * `npm run train`: runs many matches side by side for a learner, over lines of JSON, or measures their speed.
 */
import { commandLine, usageError } from "../commandLine.ts";
import { arenaGame, arenaNames } from "../spar/entrants.ts";
import { numberOption } from "../spar/numbers.ts";
import { measureWorlds } from "./measure.ts";
import { serveWorlds } from "./serve.ts";
import { NoTraining, Worlds } from "./worlds.ts";

const HELP = `Many matches at once for a learner, over lines of JSON on standard input and output; docs/bots.md describes them.
A program starts it as \`node_modules/.bin/node tools/training/cli.ts\`: npm prints lines of its own.

  npm run train -- [options]

  --worlds N        matches side by side                               16
  --players N       players of the learner in each                     1
  --opponents A,B   built-in brains that play against them             the usual brain of the game
  --seconds N       length of a match                                  60
  --game NAME       one of ${arenaNames.join(", ").padEnd(44)}${arenaNames[0]}
  --bench           only prints how many steps a second one core makes, with six players in each world`;

const text = { type: "string" } as const;
const { values } = commandLine(HELP, {
  ...{ worlds: text, players: text, opponents: text, seconds: text, game: text },
  bench: { type: "boolean" },
});
const game = arenaGame(values.game);
const isBench = values.bench ?? false;
const opponents = (values.opponents ?? (isBench ? "" : game.bots.defaultBrain))
  .split(",")
  .filter((name) => name !== "");
const options = {
  worlds: numberOption("worlds", values.worlds, 16, 1, 10_000),
  players: numberOption("players", values.players, isBench ? 6 : 1, 1, 64),
  opponents,
  seconds: numberOption("seconds", values.seconds, 60, 1, 3600),
};
try {
  if (isBench) printSpeed(measureWorlds(game, options));
  else await serveWorlds(new Worlds(game, options), process.stdin, process.stdout);
} catch (error) {
  if (!(error instanceof NoTraining)) throw error;
  usageError(error.message);
}
process.exit();

function printSpeed(perSecond: number): void {
  const { worlds, players } = options;
  const opposed = opponents.length === 0 ? "" : `, against ${opponents.join(", ")}`;
  console.log(
    `${worlds} worlds, ${players} players in each${opposed}: ${Math.round(perSecond).toLocaleString("en")} world-steps a second of processor time, observations and rewards included`,
  );
}
