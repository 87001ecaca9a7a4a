/**
 * The birth of a bolt determines its whole flight: a straight line that ends at a rock, a wall or its range.
 */
import { cos, sin } from "../../../shared/maths/angle.ts";
import { DT } from "../../../shared/tick.ts";
import { WEAPONS } from "./config.ts";
import { type ArenaMap, flightLength } from "./map.ts";

/** Birth of a bolt, as replicated. */
export interface BoltBirth {
  x: number;
  y: number;
  angle: number;
  weapon: number;
  owner: number;
  shot: number;
  born: number;
}

export interface Flight {
  /** Unit direction. */
  dx: number;
  dy: number;
  /** Units a tick. */
  step: number;
  /** Units until it ends. */
  length: number;
}

export function flightOf(map: ArenaMap, bolt: BoltBirth): Flight {
  const weapon = WEAPONS[bolt.weapon] ?? WEAPONS[0];
  const step = weapon.speed * DT;
  const [dx, dy] = [cos(bolt.angle), sin(bolt.angle)];
  return {
    dx,
    dy,
    step,
    length: flightLength(map, bolt.x, bolt.y, dx, dy, weapon.radius, step * weapon.life),
  };
}

/**
 * @returns units flown after `age` ticks, never past the end.
 * @param age ticks since birth; may have fractions, for drawing
 */
export const flown = (flight: Flight, age: number): number =>
  Math.min(Math.max(age, 0) * flight.step, flight.length);

/** @returns whether the bolt has ended `age` ticks after its birth */
export const isOver = (flight: Flight, age: number): boolean => age * flight.step >= flight.length;

/**
 * Swept circle test: does a point that moves from (ax, ay) to (bx, by), both relative to the target, come
 * within `reach`?
 * @returns the part of the way, 0…1, at the closest approach; −1 when the point stays outside
 */
export function sweep(ax: number, ay: number, bx: number, by: number, reach: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const square = dx * dx + dy * dy;
  let part = square > 0 ? -(ax * dx + ay * dy) / square : 0;
  part = part < 0 ? 0 : part > 1 ? 1 : part;
  const x = ax + dx * part;
  const y = ay + dy * part;
  return x * x + y * y <= reach * reach ? part : -1;
}
