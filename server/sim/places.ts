/** Free places in the world, by the world's own randomness. */
import { rockAt } from "../../shared/sim/map.ts";
import { between } from "../../shared/sim/random.ts";
import type { World } from "./world.ts";

/** Tries before a place is taken as it is; rocks cover about a tenth of a map, so the first mostly fits. */
const TRIES = 30;
/** Candidates among which the loneliest place wins. */
const CANDIDATES = 10;

/** @returns a place at least `clearance` units from rocks and walls. */
export function freePlace(world: World, clearance: number): { x: number; y: number } {
  const { size } = world.settings;
  let [x, y] = [0, 0];
  for (let tries = 0; tries < TRIES; tries++) {
    x = Math.round(between(world.random, clearance, size - clearance));
    y = Math.round(between(world.random, clearance, size - clearance));
    if (rockAt(world.map, x, y, clearance) === undefined) break;
  }
  return { x, y };
}

/** @returns of several free places the one farthest from every living ship. */
export function lonelyPlace(world: World, clearance: number): { x: number; y: number } {
  let best = { x: 0, y: 0 };
  let farthest = -1;
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    const place = freePlace(world, clearance);
    const distance = nearestShip(world, place.x, place.y);
    if (distance <= farthest) continue;
    farthest = distance;
    best = place;
  }
  return best;
}

/** @returns the square of the distance to the nearest living ship, units². */
function nearestShip(world: World, x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const ship of world.ships.values()) {
    if (!ship.alive) continue;
    const square = (ship.x - x) * (ship.x - x) + (ship.y - y) * (ship.y - y);
    if (square < nearest) nearest = square;
  }
  return nearest;
}
