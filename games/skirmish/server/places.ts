/** Free places in the world, by the world's own randomness. */

import { between } from "../../../shared/maths/random.ts";
import { rockAt } from "../shared/map.ts";
import type { World } from "./world.ts";

/** Tries before a place is taken as it is; rocks cover about a tenth of a map, so the first mostly fits. */
const TRIES = 30;
/** Candidates among which the loneliest place wins. */
const CANDIDATES = 10;

/** Others farther away than this do not matter, units: they are out of sight. */
const COMPANY = 1000;

/**
 * @param side of the square in the middle of the world in which to look, units; absent: the whole world
 * @returns a place at least `clearance` units from rocks and walls
 */
export function freePlace(
  world: World,
  clearance: number,
  side = world.settings.size,
): { x: number; y: number } {
  const low = Math.max(clearance, (world.settings.size - side) / 2);
  const high = world.settings.size - low;
  let [x, y] = [0, 0];
  for (let tries = 0; tries < TRIES; tries++) {
    x = Math.round(between(world.random, low, high));
    y = Math.round(between(world.random, low, high));
    if (rockAt(world.map, x, y, clearance) === undefined) break;
  }
  return { x, y };
}

/** @returns of several free places the one farthest from every living ship, where there are others to meet. */
export function lonelyPlace(world: World, clearance: number): { x: number; y: number } {
  const { size, spread } = world.settings;
  const side = Math.min(size, Math.sqrt(spread * world.ships.size));
  let best = { x: 0, y: 0 };
  let farthest = -1;
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    const place = freePlace(world, clearance, side);
    const distance = nearestShip(world, place.x, place.y);
    if (distance <= farthest) continue;
    farthest = distance;
    best = place;
  }
  return best;
}

/** @returns the square of the distance to the nearest living ship, units²; that of `COMPANY` when it is farther. */
function nearestShip(world: World, x: number, y: number): number {
  let nearest = COMPANY * COMPANY;
  for (const ship of world.nearby.around(x, y, COMPANY)) {
    const square = (ship.x - x) * (ship.x - x) + (ship.y - y) * (ship.y - y);
    if (square < nearest) nearest = square;
  }
  return nearest;
}
