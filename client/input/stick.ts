/** The dead zone of a stick, on a gamepad or on a touch screen. */
import type { Point } from "./device.ts";

/**
 * Removes the dead zone of a stick and rescales the rest, so that the motion starts at 0.
 * @param x,y position, −1…1; the vector may be longer than 1
 * @param dead radius of the dead zone, 0…1
 * @returns a vector of length 0…1; `into` if given
 */
export function deadened(x: number, y: number, dead: number, into: Point = { x: 0, y: 0 }): Point {
  const length = Math.hypot(x, y);
  const pushed = Math.min(1, Math.max(0, (length - dead) / (1 - dead)));
  into.x = length > 0 ? (x / length) * pushed : 0;
  into.y = length > 0 ? (y / length) * pushed : 0;
  return into;
}

/** @param stick a result of `deadened`. @returns whether the stick is outside its dead zone */
export const isPushed = (stick: Point): boolean => stick.x !== 0 || stick.y !== 0;
