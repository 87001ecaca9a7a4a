/** The rink and the motion on it: the steps that the server applies and every client predicts with, bit for bit. */
import { axis8, flags8, type InputOf, input, neutralOf } from "../../../shared/fields/index.ts";
import { INPUT } from "../../../shared/limits.ts";
import { DT } from "../../../shared/tick.ts";

/** Units. Goals are gaps of `2 × goal` in the middle of the short sides, `depth` deep. */
export const RINK = { width: 1600, height: 900, goal: 130, depth: 70 } as const;

/** radius units · thrust units/s² (top speed thrust ÷ drag ≈ 390 units/s) · drag share of the speed lost a second */
export const SKATER = { radius: 30, thrust: 900, drag: 2.3, sprint: 1.45, mass: 3, bounce: 0.3 } as const;

/** A light disc that hardly slows down: it crosses the rink in about two seconds. `fastest` in units/s. */
export const PUCK = { radius: 18, drag: 0.3, mass: 1, bounce: 0.85, fastest: 1200 } as const;

/** Bits of `PuckInput.buttons`. */
export const BUTTON = { sprint: 1 } as const;

export interface Body {
  x: number;
  y: number;
  /** Units a second. */
  vx: number;
  vy: number;
}

/** What a client sends each tick. */
export const push = input("Push", {
  moveX: axis8(INPUT.axis, { doc: "a longer vector than 127 counts as 127" }),
  moveY: axis8(INPUT.axis),
  buttons: flags8(BUTTON.sprint, { doc: "bits: 1 sprint" }),
});
export type Push = InputOf<typeof push>;
export const HANDS_OFF: Readonly<Push> = neutralOf(push)();

/** Advances a skater by one tick. Deterministic: + − × ÷ and sqrt only. */
export function stepSkater(skater: Body, { moveX, moveY, buttons }: Push): void {
  const length = Math.max(INPUT.axis, Math.sqrt(moveX * moveX + moveY * moveY));
  const power = SKATER.thrust * ((buttons & BUTTON.sprint) !== 0 ? SKATER.sprint : 1) * DT;
  slide(skater, SKATER.drag);
  skater.vx += (moveX / length) * power;
  skater.vy += (moveY / length) * power;
  keepInside(skater, SKATER.radius, SKATER.bounce, false);
  settle(skater);
}

/** Advances the puck by one tick. */
export function stepPuck(puck: Body): void {
  slide(puck, PUCK.drag);
  keepInside(puck, PUCK.radius, PUCK.bounce, true);
  const speed = Math.sqrt(puck.vx * puck.vx + puck.vy * puck.vy);
  if (speed > PUCK.fastest) {
    puck.vx *= PUCK.fastest / speed;
    puck.vy *= PUCK.fastest / speed;
  }
  settle(puck);
}

/** A skater pushes the puck away. The skater hardly feels it, so that what it predicts of itself stays right. */
export function hitPuck(skater: Readonly<Body>, puck: Body): boolean {
  const reach = SKATER.radius + PUCK.radius;
  const [dx, dy] = [puck.x - skater.x, puck.y - skater.y];
  const square = dx * dx + dy * dy;
  if (square >= reach * reach) return false;
  const distance = Math.sqrt(square);
  const [nx, ny] = distance > 0 ? [dx / distance, dy / distance] : [1, 0];
  puck.x = skater.x + nx * reach;
  puck.y = skater.y + ny * reach;
  const into = (puck.vx - skater.vx) * nx + (puck.vy - skater.vy) * ny;
  if (into < 0) {
    puck.vx -= (1 + PUCK.bounce) * into * nx;
    puck.vy -= (1 + PUCK.bounce) * into * ny;
  }
  keepInside(puck, PUCK.radius, PUCK.bounce, true);
  settle(puck);
  return true;
}

/** Two skaters that overlap are pushed apart, half of the way each. */
export function pushApart(a: Body, b: Body): void {
  const reach = 2 * SKATER.radius;
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const square = dx * dx + dy * dy;
  if (square >= reach * reach) return;
  const distance = Math.sqrt(square);
  const [nx, ny] = distance > 0 ? [dx / distance, dy / distance] : [1, 0];
  const half = (reach - distance) / 2;
  for (const [body, sign] of [
    [a, -1],
    [b, 1],
  ] as const) {
    body.x += nx * half * sign;
    body.y += ny * half * sign;
    keepInside(body, SKATER.radius, SKATER.bounce, false);
    settle(body);
  }
}

function slide(body: Body, drag: number): void {
  const keep = 1 - drag * DT;
  body.vx *= keep;
  body.vy *= keep;
  body.x += body.vx * DT;
  body.y += body.vy * DT;
}

/** @param goals whether it may slide into the goals */
function keepInside(body: Body, radius: number, bounce: number, goals: boolean): void {
  const isInMouth = goals && Math.abs(body.y - RINK.height / 2) < RINK.goal - radius;
  const out = isInMouth ? RINK.depth : 0;
  const [left, right] = [radius - out, RINK.width - radius + out];
  const [top, bottom] = [radius, RINK.height - radius];
  if (body.x < left || body.x > right) {
    body.x = body.x < left ? left : right;
    body.vx *= -bounce;
  }
  if (body.y < top || body.y > bottom) {
    body.y = body.y < top ? top : bottom;
    body.vy *= -bounce;
  }
}

/** The copy that travels is float32: a client predicts from the same bits. */
function settle(body: Body): void {
  body.x = Math.fround(body.x);
  body.y = Math.fround(body.y);
  body.vx = Math.fround(body.vx);
  body.vy = Math.fround(body.vy);
}
