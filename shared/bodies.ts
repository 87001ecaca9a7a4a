/**
 * Motion of round bodies in a plane, for steps that servers and clients compute to the same bits: it uses
 * only + − × ÷ and sqrt, which every engine computes alike. A step ends with `settle`.
 */
import { INPUT } from "./limits.ts";
import { DT } from "./tick.ts";

export interface MovingBody {
  x: number;
  y: number;
  /** Units a second. */
  vx: number;
  vy: number;
}

/** Where a body may be, units. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * @param insetX,insetY distance of the middle of a body from the edges, units: its radius; below 0 the body
 * may leave the box
 */
export const boxOf = (width: number, height: number, insetX: number, insetY = insetX): Box => ({
  ...{ left: insetX, top: insetY, right: width - insetX, bottom: height - insetY },
});

/** Moves a body by one tick. @param drag share of the speed that is lost a second */
export function slide(body: MovingBody, drag: number): void {
  const keep = 1 - drag * DT;
  body.vx *= keep;
  body.vy *= keep;
  body.x += body.vx * DT;
  body.y += body.vy * DT;
}

/**
 * Adds a tick of thrust.
 * @param moveX,moveY the length of the vector is limited to `INPUT.axis`
 * @param power units/s²
 */
export function thrust(body: MovingBody, moveX: number, moveY: number, power: number): void {
  const length = Math.max(INPUT.axis, Math.sqrt(moveX * moveX + moveY * moveY));
  body.vx += (moveX / length) * power * DT;
  body.vy += (moveY / length) * power * DT;
}

/**
 * Puts a body that has left the box back onto its edge.
 * @param bounce share of the speed that is kept, in the opposite direction
 */
export function keepInside(body: MovingBody, { left, top, right, bottom }: Box, bounce: number): void {
  if (body.x < left || body.x > right) {
    body.x = body.x < left ? left : right;
    body.vx *= -bounce;
  }
  if (body.y < top || body.y > bottom) {
    body.y = body.y < top ? top : bottom;
    body.vy *= -bounce;
  }
}

/** A body that the server puts somewhere now and then. */
export interface PlacedBody extends MovingBody {
  /** How often, modulo 256: a change tells clients that the body has not moved there, so they draw no slide. */
  placed: number;
}

/** Puts a body somewhere, at rest. */
export function put(body: PlacedBody, { x, y }: { x: number; y: number }): void {
  Object.assign(body, { x, y, vx: 0, vy: 0 });
  body.placed = (body.placed + 1) & 0xff;
}

/** @param fastest units a second */
export function limitSpeed(body: MovingBody, fastest: number): void {
  const speed = Math.sqrt(body.vx * body.vx + body.vy * body.vy);
  if (speed <= fastest) return;
  body.vx *= fastest / speed;
  body.vy *= fastest / speed;
}

/** A unit vector from one place to another, and the distance. Between equal places it points along x. */
export interface Direction {
  x: number;
  y: number;
  length: number;
}

export function wayTo(from: { x: number; y: number }, to: { x: number; y: number }): Direction {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.sqrt(dx * dx + dy * dy);
  return length > 0 ? { x: dx / length, y: dy / length, length } : { x: 1, y: 0, length };
}

/** @returns full deflection towards a place, for the input of a brain */
export function axesTo(
  from: { x: number; y: number },
  to: { x: number; y: number },
): { moveX: number; moveY: number } {
  const { x, y } = wayTo(from, to);
  return { moveX: Math.round(x * INPUT.axis) | 0, moveY: Math.round(y * INPUT.axis) | 0 };
}

/**
 * Ends a step: rounds to float32, which is how values are sent, so that both sides continue from the same
 * bits.
 */
export function settle(body: MovingBody): void {
  body.x = Math.fround(body.x);
  body.y = Math.fround(body.y);
  body.vx = Math.fround(body.vx);
  body.vy = Math.fround(body.vy);
}
