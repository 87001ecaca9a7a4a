/** The arithmetic of a stick, of glass or of plastic. */
import type { Point } from "./device.ts";

/**
 * Cuts the dead middle out of a stick and stretches the rest, so that the smallest push is a small push.
 * @param x,y −1…1, or longer
 * @param dead share of the reach that counts as rest, 0…1
 * @returns a vector of length 0…1; reused if given as `into`
 */
export function deadened(x: number, y: number, dead: number, into: Point = { x: 0, y: 0 }): Point {
  const length = Math.hypot(x, y);
  const pushed = Math.min(1, Math.max(0, (length - dead) / (1 - dead)));
  into.x = length > 0 ? (x / length) * pushed : 0;
  into.y = length > 0 ? (y / length) * pushed : 0;
  return into;
}

/** Whether a deadened stick is pushed at all. */
export const isPushed = (stick: Point): boolean => stick.x !== 0 || stick.y !== 0;
