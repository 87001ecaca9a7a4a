/** Finds free places in the world, with the world's own random generator. */
import { between } from "../../../shared/maths/random.ts";
import { rockAt } from "../shared/map.ts";
import type { SimShip, World } from "./world.ts";

/**
 * Tries before a blocked place is accepted; rocks cover about a tenth of a map, so the first place mostly
 * fits.
 */
const TRIES = 30;
/** Candidates among which the place farthest from other ships is chosen. */
const CANDIDATES = 10;

/** Ships farther away than this are out of sight and do not matter, units. */
const COMPANY = 1000;

/**
 * @param side side of the square in the middle of the world in which to search, units; absent: the whole
 * world
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

/** @returns the one of several free places that is farthest from all living ships, within the spawn area */
export function lonelyPlace(world: World, clearance: number): { x: number; y: number } {
  const { size, spread } = world.settings;
  const side = Math.min(size, Math.sqrt(spread * world.ships.size));
  let best = { x: 0, y: 0 };
  let farthest = -1;
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    const place = freePlace(world, clearance, side);
    if (hasShipWithin(world, place.x, place.y, farthest)) continue;
    farthest = nearestShip(world, place.x, place.y);
    best = place;
  }
  return best;
}

/**
 * A small circle costs less than the search for the nearest ship: 4,000 ships spawn in the same tick.
 * @param square units²; negative: none
 */
function hasShipWithin(world: World, x: number, y: number, square: number): boolean {
  if (square < 0) return false;
  if (square >= COMPANY * COMPANY) return true;
  const { ships, count } = world.nearby.around(x, y, Math.sqrt(square));
  for (let i = 0; i < count; i++) if (squareTo(ships[i]!, x, y) <= square) return true;
  return false;
}

/** @returns the square of the distance to the nearest living ship, units², at most `COMPANY` squared */
function nearestShip(world: World, x: number, y: number): number {
  let nearest = COMPANY * COMPANY;
  const { ships, count } = world.nearby.around(x, y, COMPANY);
  for (let i = 0; i < count; i++) nearest = Math.min(nearest, squareTo(ships[i]!, x, y));
  return nearest;
}

const squareTo = (ship: SimShip, x: number, y: number): number =>
  (ship.x - x) * (ship.x - x) + (ship.y - y) * (ship.y - y);
