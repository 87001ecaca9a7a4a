/** Measures how many steps of a world one core makes in a second, observations and rewards included. */
import type { ArenaGame } from "../spar/entrants.ts";
import { Worlds, type WorldsOptions } from "./worlds.ts";

/** Length of a measurement, s of processor time. */
const MEASURED = 3;
/** Steps before the measurement, in which Node compiles the code. */
const WARM_UP = 300;
/** Steps between two changes of the inputs. */
const HELD = 10;

/**
 * Uses random inputs, so that the learner's players take all kinds of actions.
 * @returns steps of one world a second of processor time @throws what `Worlds` throws
 */
export function measureWorlds(game: ArenaGame, options: WorldsOptions): number {
  const worlds = new Worlds(game, options);
  const { ranges } = worlds;
  const inputs = new Float32Array(options.worlds * options.players * ranges.length);
  const shuffle = (): void => {
    for (let i = 0; i < inputs.length; i++) {
      const [min, max] = ranges[i % ranges.length] ?? [-1, 1];
      inputs[i] = Math.random() * (max - min) + min;
    }
  };
  worlds.reset(1);
  shuffle();
  for (let i = 0; i < WARM_UP; i++) worlds.step(inputs);
  const began = process.cpuUsage();
  let [steps, took] = [0, 0];
  while (took < MEASURED) {
    shuffle();
    for (let i = 0; i < HELD; i++) worlds.step(inputs);
    steps += HELD * options.worlds;
    const { user, system } = process.cpuUsage(began);
    took = (user + system) / 1e6;
  }
  return steps / took;
}
