/**
 * Aims like a person: reacts late to a turn of the target, never aims exactly, and gets steadier with time.
 */
import { angleOf } from "../../../shared/maths/angle.ts";
import { between, random } from "../../../shared/maths/random.ts";
import { ticks } from "../../../shared/tick.ts";
import { WEAPONS } from "../shared/config.ts";
import type { SeenSelf, SeenShip } from "./brain.ts";
import type { Fight } from "./fight.ts";

export interface Aim {
  /** Perceived velocity of the target, which follows the true one with a delay, units/s. */
  vx: number;
  vy: number;
  /** Present aiming error, and the error that it drifts to, 1/65536 turns. */
  error: number;
  errorTo: number;
  /** Tick of the next drift. */
  driftAt: number;
}

/** Time constant with which the perceived velocity follows the true one, ticks. */
const REACTION = ticks(0.27);
/** Largest aiming error once settled, 1/65536 turns: 5 degrees, which misses from 250 units on. */
const STEADY = 910;
/** Factor on that error when a target has just come into sight, and how long it lasts, ticks. */
const STARTLED = 1.6;
const SETTLING = ticks(1.2);
/** Time between two changes of the error, ticks. */
const DRIFT = { least: ticks(0.2), most: ticks(0.6) } as const;
/** Share of the difference to the new error that one tick covers. */
const DRIFT_SHARE = 0.2;

export const freshAim = (): Aim => ({ vx: 0, vy: 0, error: 0, errorTo: 0, driftAt: 0 });

/** @returns where to point the nose so that a bolt meets the target, 1/65536 turns. */
export function aimAt(aim: Aim, fight: Fight, weapon: number): number {
  const { view, target, random: from } = fight;
  const { tick, self } = view;
  aim.vx += (target.vx - aim.vx) / REACTION;
  aim.vy += (target.vy - aim.vy) / REACTION;
  if (tick >= aim.driftAt) {
    // The sum of two random numbers favours small errors.
    const spread = STEADY * (fight.seenFor < SETTLING ? STARTLED : 1);
    aim.errorTo = (random(from) + random(from) - 1) * spread;
    aim.driftAt = tick + Math.round(between(from, DRIFT.least, DRIFT.most));
  }
  aim.error += (aim.errorTo - aim.error) * DRIFT_SHARE;
  return (lead(self, target, aim, WEAPONS[weapon]!.speed) + Math.round(aim.error)) & 0xffff;
}

/** Direction to where the target will be when a bolt gets there, if it keeps its perceived velocity. */
function lead(self: SeenSelf, target: SeenShip, noticed: Aim, speed: number): number {
  let dx = target.x - self.x;
  let dy = target.y - self.y;
  // A target is slower than a bolt, so the iteration converges; three rounds are exact to a unit.
  for (let round = 0; round < 3; round++) {
    const seconds = Math.sqrt(dx * dx + dy * dy) / speed;
    dx = target.x + noticed.vx * seconds - self.x;
    dy = target.y + noticed.vy * seconds - self.y;
  }
  return angleOf(dx, dy);
}
