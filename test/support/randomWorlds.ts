/** Crowded worlds that are driven by a seed alone: players join, fly at random, drop, return and leave. */
import { createMatch } from "../../games/skirmish/server/match.ts";
import { markAway, markBack } from "../../games/skirmish/server/ships.ts";
import { requestRespawn } from "../../games/skirmish/server/spawns.ts";
import { tick } from "../../games/skirmish/server/tick.ts";
import { addShip, type World } from "../../games/skirmish/server/world.ts";
import { ARENA } from "../../games/skirmish/shared/config.ts";
import { cleanInput } from "../../games/skirmish/shared/input.ts";
import { queueInput } from "../../server/players.ts";
import { type Random, random, seeded, whole } from "../../shared/maths/random.ts";

export function begin(seed: number): World {
  const world = createMatch({ ...ARENA, size: 1000, rocks: 8, pilots: 3 }, seed);
  // The phases of a match change within the run.
  world.phaseEnds = 60;
  return world;
}

/** Applies random events to a world, and steps it. */
export function randomTick(world: World, chance: Random): void {
  if (world.phase === "live") world.phaseEnds = Math.min(world.phaseEnds, world.tick + 150);
  if (random(chance) < 0.06 && world.ships.size < 10) addShip(world, `p${world.tick}`, `p${world.tick}`);
  for (const ship of [...world.ships.values()]) {
    if (ship.pilot) continue;
    const dice = random(chance);
    if (dice < 0.005) world.ships.delete(ship.key);
    else if (dice < 0.01) markAway(world, ship);
    else if (dice < 0.02 && ship.away) markBack(world, ship);
    else if (dice < 0.03) requestRespawn(ship);
    for (let i = whole(chance, 3); i > 0; i--) {
      const junk = {
        moveX: (random(chance) - 0.5) * 600,
        moveY: (random(chance) - 0.5) * 600,
        aim: random(chance) * 1e6,
        buttons: whole(chance, 256),
        seen: (world.tick - whole(chance, 30) + 10) * 16,
      };
      cleanInput(junk);
      queueInput(ship, junk);
    }
  }
  tick(world);
}

export function live(seed: number, onTick: (world: World) => void, ticks = 400): World {
  const chance = seeded(seed);
  const world = begin(seed);
  for (let now = 0; now < ticks; now++) {
    randomTick(world, chance);
    onTick(world);
  }
  return world;
}

/** All plain data of a world, in a fixed order. */
export const fingerprint = (world: World): string =>
  JSON.stringify(
    [
      [world.tick, world.seed, world.random, world.phase, world.phaseEnds, world.round],
      [world.nextKey, world.nextShip, world.settings],
      [...world.ships.values()],
      [...world.bolts.values()],
      [...world.pickups],
    ],
    (key, value) => {
      // Inputs are consumed within a tick; what their slots hold afterwards is meaningless.
      if (key === "inputs") return undefined;
      // JSON has neither Infinity nor typed arrays.
      if (value === Number.POSITIVE_INFINITY) return "∞";
      return value instanceof Float32Array ? [...value] : value;
    },
  );
