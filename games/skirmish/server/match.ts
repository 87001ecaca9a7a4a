/** Rounds: warm-up → live → podium → the next round, in the same room, on a new map. */
import { whole } from "../../../shared/maths/random.ts";
import { countRound, enterPhase, keepTime } from "../../../shared/rounds.ts";
import { MATCH, type Settings, SHIP } from "../shared/config.ts";
import { createMap } from "../shared/map.ts";
import { PHASE, type Phase } from "../shared/phase.ts";
import { scatterOre } from "./pickups.ts";
import { spawn } from "./spawns.ts";
import { createWorld, type World } from "./world.ts";

/** @returns a world at the start of its first warm-up, with ore */
export function createMatch(settings: Settings, seed: number): World {
  const world = createWorld(settings, seed);
  scatterOre(world);
  return world;
}

export const advanceMatch = (world: World): void =>
  keepTime(world, { warmup: goLive, live: end, podium: (over) => nextRound(over) });

export function enter(world: World, phase: Phase, length: number): void {
  enterPhase(world, phase, length);
  world.events.push({ type: "phase", phase, round: world.round });
}

/** Starts the live phase: every ship stays where it is, with full hull and energy and a spawn shield. */
export function goLive(world: World): void {
  enter(world, PHASE.live, MATCH.live);
  for (const ship of world.ships.values()) {
    if (!ship.alive) spawn(world, ship);
    ship.hull = SHIP.hull;
    ship.energy = SHIP.energy;
    ship.shieldUntil = Math.max(ship.shieldUntil, world.tick + MATCH.spawnShield);
  }
}

/** The best score wins; all players with that score win. */
function end(world: World): void {
  enter(world, PHASE.podium, MATCH.podium);
  const { ships } = world;
  let best = 1;
  for (const { score } of ships.values()) best = Math.max(best, score);
  for (const ship of ships.values()) ship.won = ship.score === best;
}

/** @param warmup its length, ticks */
export function nextRound(world: World, warmup: number = MATCH.warmup): void {
  countRound(world);
  world.seed = whole(world.random, 0x100000000);
  world.map = createMap(world.seed, world.settings.size, world.settings.rocks);
  enter(world, PHASE.warmup, warmup);
  world.bolts.clear();
  world.nearby.fill([]);
  scatterOre(world);
  for (const ship of world.ships.values()) {
    ship.score = ship.kills = ship.deaths = 0;
    ship.won = ship.agrees = false;
    spawn(world, ship);
  }
}
