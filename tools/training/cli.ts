/** `npm run train`: many matches at once for a learner, over lines of JSON; or how fast they are. */
import { commandLine, unfit } from "../commandLine.ts";
import { arenaGame } from "../spar/entrants.ts";
import { numberOf } from "../spar/numbers.ts";
import { serveWorlds } from "./serve.ts";
import { Worlds } from "./worlds.ts";

const HELP = `Many matches at once for a learner, over lines of JSON on standard input and output; docs/bots.md describes them.
A program starts it as \`node_modules/.bin/node tools/training/cli.ts\`: npm prints lines of its own.

  npm run train -- [options]

  --worlds N        matches side by side                               16
  --players N       players of the learner in each                     1
  --opponents A,B   built-in brains that play against them             hunter
  --seconds N       length of a match                                  60
  --game NAME       the game                                           skirmish
  --bench           prints how many steps a second one core makes, six ships in each world, and nothing else`;

const text = { type: "string" } as const;
const { values } = commandLine(HELP, {
  ...{ worlds: text, players: text, opponents: text, seconds: text, game: text },
  bench: { type: "boolean" },
});
/** Of a measurement, s of processor time. */
const MEASURED = 3;

const game = arenaGame(values.game);
const isBench = values.bench ?? false;
const opponents = (values.opponents ?? (isBench ? "" : "hunter")).split(",").filter((name) => name !== "");
const options = {
  worlds: numberOf("worlds", values.worlds, 16, 1, 10_000),
  players: numberOf("players", values.players, isBench ? 6 : 1, 1, 64),
  opponents,
  seconds: numberOf("seconds", values.seconds, 60, 1, 3600),
};
const worlds = made();
if (isBench) bench(worlds);
else await serveWorlds(worlds, process.stdin, process.stdout);
process.exit();

function made(): Worlds {
  try {
    return new Worlds(game, options);
  } catch (error) {
    unfit((error as Error).message);
  }
}

/** Inputs by chance, so that ships fly, shoot and die. */
function bench(all: Worlds): void {
  const { worlds: count, players } = options;
  const fields = all.names.input.length;
  const inputs = new Float32Array(count * players * fields);
  const shuffle = (): void => {
    for (let i = 0; i < inputs.length; i += fields) {
      inputs[i] = Math.random() * 254 - 127;
      inputs[i + 1] = Math.random() * 254 - 127;
      inputs[i + 2] = Math.random() * 65_535;
      inputs[i + 3] = Math.random() < 0.3 ? 2 : 0;
    }
  };
  all.reset(1);
  // Compiles the code first.
  for (let i = 0; i < 300; i++) all.step(inputs);
  const began = process.cpuUsage();
  let [steps, took] = [0, 0];
  while (took < MEASURED) {
    shuffle();
    for (let i = 0; i < 10; i++) all.step(inputs);
    steps += 10 * count;
    const { user, system } = process.cpuUsage(began);
    took = (user + system) / 1e6;
  }
  const opposed = opponents.length === 0 ? "" : `, against ${opponents.join(", ")}`;
  console.log(
    `${count} worlds, ${players} players in each${opposed}: ${Math.round(steps / took).toLocaleString("en")} world-steps a second of processor time, observations and rewards included`,
  );
}
