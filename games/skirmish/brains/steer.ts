/** Flying: from a place one wants to be at, to thrust. */
import { INPUT } from "../../../shared/limits.ts";
import { angleOf } from "../../../shared/maths/angle.ts";
import { SHIP } from "../shared/config.ts";
import type { ShipInput } from "../shared/input.ts";
import { BUTTON } from "../shared/input.ts";
import type { Rock } from "../shared/map.ts";
import type { SeenSelf, SeenShip } from "./brain.ts";
import { firstRock, type Place } from "./rocks.ts";

/** Speed that full thrust holds, units/s. */
export const TOP_SPEED = SHIP.thrust / SHIP.drag;
/** Free way kept between a ship's middle and a rock's edge, units. Twice this fits between any two rocks. */
export const CLEARANCE = SHIP.radius + 16;
/** How far ahead a pilot looks for rocks, units: twice the way it needs to stop from top speed. */
const LOOK_AHEAD = 240;
/** Closest a pilot means to come to a wall, units. */
const WALL = SHIP.radius + 34;
/** Room wanted around other ships, units between middles. */
const ROOM = 84;
/** Share of a wrong speed that is mended in a second. High enough to turn tightly, low enough not to shake. */
const GAIN = 4.5;
/** Slower than this the nose stays where it is, units/s. */
const NOSE_SPEED = 40;

/** @returns the nearest place that keeps off the walls. */
export const offWalls = (size: number, at: Place): Place => ({
  x: Math.min(Math.max(at.x, WALL), size - WALL),
  y: Math.min(Math.max(at.y, WALL), size - WALL),
});

/** @returns the unit direction that leads to `goal` past the rocks, or the zero vector when it is reached. */
export function wayTo(rocks: readonly Rock[], from: Place, goal: Place): Place {
  const gx = goal.x - from.x;
  const gy = goal.y - from.y;
  const distance = Math.sqrt(gx * gx + gy * gy);
  if (distance < 1) return { x: 0, y: 0 };
  let way = { x: gx / distance, y: gy / distance };
  // Passing one rock may lead at a second; a third is far enough off to be met later.
  for (let tries = 0; tries < 2; tries++) {
    const rock = firstRock(rocks, from, way.x, way.y, Math.min(distance, LOOK_AHEAD), CLEARANCE);
    if (rock === undefined) break;
    way = tangent(rock, from, way);
  }
  return way;
}

/** The direction that just passes a rock, on the side that `way` leans to. */
function tangent(rock: Rock, from: Place, way: Place): Place {
  const rx = rock.x - from.x;
  const ry = rock.y - from.y;
  const distance = Math.sqrt(rx * rx + ry * ry) || 1;
  const [ux, uy] = [rx / distance, ry / distance];
  const side = ux * way.y - uy * way.x >= 0 ? 1 : -1;
  const touch = rock.radius + CLEARANCE;
  // Too close already: along the rock, and out of the margin the harder the deeper.
  const across = Math.min(touch / distance, 1);
  const along = distance >= touch ? Math.sqrt(1 - across * across) : (distance - touch) / CLEARANCE;
  const [x, y] = [ux * along - uy * side * across, uy * along + ux * side * across];
  const length = Math.sqrt(x * x + y * y);
  return { x: x / length, y: y / length };
}

/**
 * Bends a way off ships that are too near: contact throws both off their course.
 * @returns a direction of length 1 or less
 */
export function apart(way: Place, self: SeenSelf, ships: readonly SeenShip[]): Place {
  let { x, y } = way;
  for (const ship of ships) {
    const dx = self.x - ship.x;
    const dy = self.y - ship.y;
    const square = dx * dx + dy * dy;
    if (square >= ROOM * ROOM || square === 0) continue;
    const distance = Math.sqrt(square);
    const push = (1.5 * (ROOM - distance)) / ROOM / distance;
    x += dx * push;
    y += dy * push;
  }
  const length = Math.sqrt(x * x + y * y);
  return length > 1 ? { x: x / length, y: y / length } : { x, y };
}

/**
 * Sets the thrust that brings the ship to a velocity, and holds it there.
 * @param speed units/s along `way`, a direction of length 1 or less; more than `TOP_SPEED` needs boost
 */
export function fly(self: SeenSelf, input: ShipInput, way: Place, speed: number): void {
  const boost = (input.buttons & BUTTON.boost) !== 0 ? SHIP.boostThrust : 1;
  const [vx, vy] = [way.x * speed, way.y * speed];
  // What drag takes, and what is missing.
  let x = (vx * SHIP.drag + (vx - self.vx) * GAIN) / (SHIP.thrust * boost);
  let y = (vy * SHIP.drag + (vy - self.vy) * GAIN) / (SHIP.thrust * boost);
  const length = Math.sqrt(x * x + y * y);
  if (length > 1) {
    x /= length;
    y /= length;
  }
  input.moveX = Math.round(x * INPUT.axis) | 0;
  input.moveY = Math.round(y * INPUT.axis) | 0;
}

/** Turns the nose to where the ship flies. */
export function noseAhead(self: SeenSelf, input: ShipInput): void {
  if (self.vx * self.vx + self.vy * self.vy > NOSE_SPEED * NOSE_SPEED) input.aim = angleOf(self.vx, self.vy);
}
