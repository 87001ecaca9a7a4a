/**
 * The rink and the motion on it: the server applies these steps, and clients predict with them, bit for bit.
 */
import {
  boxOf,
  keepInside,
  limitSpeed,
  type MovingBody,
  settle,
  slide,
  thrust,
  wayTo,
} from "../../../shared/bodies.ts";
import { axes, flags8, type InputOf, input, neutralOf } from "../../../shared/fields/index.ts";
import { TEAM, type Team } from "../../../shared/teams.ts";

export type Body = MovingBody;

/** Units. Goals are gaps of `2 × goal` in the middle of the short sides, `depth` deep. */
export const RINK = { width: 1600, height: 900, goal: 130, depth: 70 } as const;

/**
 * radius units · thrust units/s² (top speed thrust ÷ drag ≈ 390 units/s) · drag share of the speed lost a
 * second
 */
export const SKATER = { radius: 30, thrust: 900, drag: 2.3, sprint: 1.45, mass: 3, bounce: 0.3 } as const;

/** A light disc that hardly slows down: it crosses the rink in about two seconds. `fastest` in units/s. */
export const PUCK = { radius: 18, drag: 0.3, mass: 1, bounce: 0.85, fastest: 1200 } as const;

/** Areas in which the middle of a skater, and the middle of the puck, may be. */
const ICE = boxOf(RINK.width, RINK.height, SKATER.radius);
const WITHOUT_GOALS = boxOf(RINK.width, RINK.height, PUCK.radius);
const WITH_GOALS = boxOf(RINK.width, RINK.height, PUCK.radius - RINK.depth, PUCK.radius);

/** Bits of `Push.buttons`. */
export const BUTTON = { sprint: 1 } as const;

/** What a client sends each tick. */
export const push = input("Push", {
  ...axes,
  buttons: flags8(BUTTON.sprint, { doc: "bits: 1 sprint" }),
});
export type Push = InputOf<typeof push>;
export const HANDS_OFF: Readonly<Push> = neutralOf(push)();

/** Advances a skater by one tick. */
export function stepSkater(skater: Body, { moveX, moveY, buttons }: Push): void {
  const sprint = (buttons & BUTTON.sprint) !== 0 ? SKATER.sprint : 1;
  slide(skater, SKATER.drag);
  thrust(skater, moveX, moveY, SKATER.thrust * sprint);
  keepInside(skater, ICE, SKATER.bounce);
  settle(skater);
}

/** Advances the puck by one tick. */
export function stepPuck(puck: Body): void {
  slide(puck, PUCK.drag);
  keepOnRink(puck);
  limitSpeed(puck, PUCK.fastest);
  settle(puck);
}

/**
 * A skater pushes the puck away. The push does not slow the skater down, so clients can predict their own
 * skater exactly.
 * @returns whether they touch
 */
export function hitPuck(skater: Readonly<Body>, puck: Body): boolean {
  const reach = SKATER.radius + PUCK.radius;
  const { x, y, length } = wayTo(skater, puck);
  if (length >= reach) return false;
  puck.x = skater.x + x * reach;
  puck.y = skater.y + y * reach;
  const into = (puck.vx - skater.vx) * x + (puck.vy - skater.vy) * y;
  if (into < 0) {
    puck.vx -= (1 + PUCK.bounce) * into * x;
    puck.vy -= (1 + PUCK.bounce) * into * y;
  }
  keepOnRink(puck);
  settle(puck);
  return true;
}

/** Pushes two overlapping skaters apart, each by half of the overlap. */
export function pushApart(a: Body, b: Body): void {
  const { x, y, length } = wayTo(a, b);
  const half = (2 * SKATER.radius - length) / 2;
  if (half <= 0) return;
  a.x -= x * half;
  a.y -= y * half;
  b.x += x * half;
  b.y += y * half;
  for (const body of [a, b]) {
    keepInside(body, ICE, SKATER.bounce);
    settle(body);
  }
}

/** Keeps the puck inside the boards; in front of a goal it may slide into the goal. */
function keepOnRink(puck: Body): void {
  const isInMouth = Math.abs(puck.y - RINK.height / 2) < RINK.goal - PUCK.radius;
  keepInside(puck, isInMouth ? WITH_GOALS : WITHOUT_GOALS, PUCK.bounce);
}

/** @returns where the n-th skater (from 0) of a team lines up for a face-off, units */
export function lineUp(team: Team, n: number): { x: number; y: number } {
  const [row, column] = [n % 3, Math.floor(n / 3)];
  const fromMiddle = 200 + 180 * column;
  const x = RINK.width / 2 + (team === TEAM.red ? -fromMiddle : fromMiddle);
  return { x, y: RINK.height / 2 + (row === 0 ? 0 : row === 1 ? -200 : 200) };
}

/** @returns the team that scores with the puck at this place; undefined: neither does */
export function scorerAt({ x }: Readonly<Body>): Team | undefined {
  return x < 0 ? TEAM.blue : x > RINK.width ? TEAM.red : undefined;
}
