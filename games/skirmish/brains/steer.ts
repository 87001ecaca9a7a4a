/** Steering: turns the place that a brain wants to reach into thrust. */
import { INPUT } from "../../../shared/limits.ts";
import { angleOf } from "../../../shared/maths/angle.ts";
import { SHIP } from "../shared/config.ts";
import type { ShipInput } from "../shared/input.ts";
import { BUTTON } from "../shared/input.ts";
import type { Rock } from "../shared/map.ts";
import type { SeenSelf, SeenShip } from "./brain.ts";
import { firstRock, type Place } from "./rocks.ts";

/** Top speed at full thrust, units/s. */
export const TOP_SPEED = SHIP.thrust / SHIP.drag;
/**
 * Distance kept between a ship's middle and a rock's edge, units. Any two rocks are at least twice this
 * apart.
 */
export const CLEARANCE = SHIP.radius + 16;
/** How far ahead a pilot looks for rocks, units: twice the braking distance from top speed. */
const LOOK_AHEAD = 240;
/** Distance that a pilot keeps from a wall, units. */
const WALL = SHIP.radius + 34;
/** Distance that a pilot keeps from other ships, units between middles. */
const ROOM = 84;
/** Gain of the speed controller, 1/s: high enough to turn tightly, low enough not to oscillate. */
const GAIN = 4.5;
/** Below this speed the nose keeps its direction, units/s. */
const NOSE_SPEED = 40;

/** @returns the nearest place that keeps its distance from the walls */
export const offWalls = (size: number, at: Place): Place => ({
  x: Math.min(Math.max(at.x, WALL), size - WALL),
  y: Math.min(Math.max(at.y, WALL), size - WALL),
});

/** @returns the unit direction that leads to `goal` past the rocks; the zero vector once it is reached */
export function wayTo(rocks: readonly Rock[], from: Place, goal: Place): Place {
  const gx = goal.x - from.x;
  const gy = goal.y - from.y;
  const distance = Math.sqrt(gx * gx + gy * gy);
  if (distance < 1) return { x: 0, y: 0 };
  let way = { x: gx / distance, y: gy / distance };
  // The way past one rock may lead into a second one. A third one is far enough away for a later tick.
  for (let tries = 0; tries < 2; tries++) {
    const rock = firstRock(rocks, from, way.x, way.y, Math.min(distance, LOOK_AHEAD), CLEARANCE);
    if (rock === undefined) break;
    way = tangent(rock, from, way);
  }
  return way;
}

/** @returns the direction that just passes a rock, on the side that `way` already leans to */
function tangent(rock: Rock, from: Place, way: Place): Place {
  const rx = rock.x - from.x;
  const ry = rock.y - from.y;
  const distance = Math.sqrt(rx * rx + ry * ry) || 1;
  const [ux, uy] = [rx / distance, ry / distance];
  const side = ux * way.y - uy * way.x >= 0 ? 1 : -1;
  const touch = rock.radius + CLEARANCE;
  // Inside the margin already: along the rock, and outwards, more so the deeper the ship is in the margin.
  const across = Math.min(touch / distance, 1);
  const along = distance >= touch ? Math.sqrt(1 - across * across) : (distance - touch) / CLEARANCE;
  const [x, y] = [ux * along - uy * side * across, uy * along + ux * side * across];
  const length = Math.sqrt(x * x + y * y);
  return { x: x / length, y: y / length };
}

/**
 * Bends a way around ships that are too near, because contact pushes both off their course.
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
 * Sets the thrust that brings the ship to a velocity and keeps it there.
 * @param speed units/s along `way`, a direction of length 1 or less; more than `TOP_SPEED` needs boost
 */
export function fly(self: SeenSelf, input: ShipInput, way: Place, speed: number): void {
  const boost = (input.buttons & BUTTON.boost) !== 0 ? SHIP.boostThrust : 1;
  const [vx, vy] = [way.x * speed, way.y * speed];
  // Thrust against drag, plus thrust for the missing speed.
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

/** Turns the nose into the direction of flight. */
export function noseAhead(self: SeenSelf, input: ShipInput): void {
  if (self.vx * self.vx + self.vy * self.vy > NOSE_SPEED * NOSE_SPEED) input.aim = angleOf(self.vx, self.vy);
}
