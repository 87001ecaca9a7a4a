/**
 * How fast brains play and learn without a server: rounds of `npm run spar`, and steps of `npm run train`, of
 * six players on one core.
 */
import { TICK_RATE } from "../../shared/tick.ts";
import { arenaGame, arenaNames, openEntrants } from "../../tools/spar/entrants.ts";
import { playRound } from "../../tools/spar/round.ts";
import { measureWorlds } from "../../tools/training/measure.ts";

const SHIPS = 6;
const WORLDS = 16;
/** Rounds of a measurement, and before it, which compile the code. */
const [ROUNDS, WARM_UP] = [10, 2];
/** s of play. */
const SECONDS = 60;

export interface BrainSpeed {
  /** Times real time that six built-in hunters play, without match logs. */
  readonly spar: number;
  /** Steps of one world a second, observations and rewards included, by game. */
  readonly train: { readonly [game: string]: number };
}

/** By processor time: a busy machine changes little. */
export async function measureBrains(): Promise<BrainSpeed> {
  const game = arenaGame();
  const entrants = await openEntrants(new Array(SHIPS).fill("hunter"), game, process.cwd());
  const play = async (rounds: number): Promise<number> => {
    const began = process.cpuUsage();
    let ticks = 0;
    for (let seed = 1; seed <= rounds; seed++) {
      const options = { seed, seconds: SECONDS, lag: undefined, patience: 1000, lateAtMost: 3 };
      ticks += (await playRound(game, entrants, options)).ticks;
    }
    const { user, system } = process.cpuUsage(began);
    return ticks / TICK_RATE / ((user + system) / 1e6);
  };
  await play(WARM_UP);
  const spar = await play(ROUNDS);
  const stepped = (name: string) =>
    measureWorlds(arenaGame(name), { worlds: WORLDS, players: SHIPS, seconds: SECONDS });
  return { spar, train: Object.fromEntries(arenaNames.map((name) => [name, stepped(name)])) };
}

export const brainLines = ({ spar, train }: BrainSpeed): string[] => [
  `Without a server, ${SHIPS} players, one core:`,
  `  spar    ${Math.round(spar)} × real time, ${Math.round(spar * TICK_RATE).toLocaleString("en")} ticks a second (built-in hunters, without logs)`,
  ...Object.entries(train).map(
    ([game, steps]) =>
      `  train   ${Math.round(steps).toLocaleString("en")} world-steps a second of ${game}, observations and rewards included`,
  ),
];
