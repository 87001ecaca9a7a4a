/** Aiming like a person: late to see a turn, never quite exact, surer the longer it looks. */

import { angleOf } from "../../../shared/maths/angle.ts";
import { between, random } from "../../../shared/maths/random.ts";
import { ticks } from "../../../shared/tick.ts";
import { WEAPONS } from "../shared/config.ts";
import type { SeenSelf, SeenShip } from "./brain.ts";
import type { Fight } from "./fight.ts";

export interface Aim {
  /** The target's velocity as noticed so far, units/s. */
  vx: number;
  vy: number;
  /** Error of the hand now, and where it drifts to, 1/65536 turns. */
  error: number;
  errorTo: number;
  /** Tick of the next drift. */
  driftAt: number;
}

/** A turn of the target is noticed over this long. */
const REACTION = ticks(0.27);
/** Largest error of a steady hand: 5 degrees, a miss from 250 units on. In 1/65536 turns. */
const STEADY = 910;
/** How much larger it is at first sight, and for how long. */
const STARTLED = 1.6;
const SETTLING = ticks(1.2);
/** The hand drifts to another error this often. */
const DRIFT = { least: ticks(0.2), most: ticks(0.6) } as const;
/** Share of the way to the new error made in a tick. */
const DRIFT_SHARE = 0.2;

export const freshAim = (): Aim => ({ vx: 0, vy: 0, error: 0, errorTo: 0, driftAt: 0 });

/** @returns where to point the nose so that a bolt meets the target, 1/65536 turns. */
export function aimAt(aim: Aim, fight: Fight, weapon: number): number {
  const { view, target, random: from } = fight;
  const { tick, self } = view;
  aim.vx += (target.vx - aim.vx) / REACTION;
  aim.vy += (target.vy - aim.vy) / REACTION;
  if (tick >= aim.driftAt) {
    // The sum of two is near the middle more often than far from it.
    const spread = STEADY * (fight.seenFor < SETTLING ? STARTLED : 1);
    aim.errorTo = (random(from) + random(from) - 1) * spread;
    aim.driftAt = tick + Math.round(between(from, DRIFT.least, DRIFT.most));
  }
  aim.error += (aim.errorTo - aim.error) * DRIFT_SHARE;
  return (lead(self, target, aim, WEAPONS[weapon]!.speed) + Math.round(aim.error)) & 0xffff;
}

/** Direction to where the target will be when a bolt gets there, if it flies on as noticed. */
function lead(self: SeenSelf, target: SeenShip, noticed: Aim, speed: number): number {
  let dx = target.x - self.x;
  let dy = target.y - self.y;
  // A target is slower than a bolt, so each round is nearer the answer; three are within a unit.
  for (let round = 0; round < 3; round++) {
    const seconds = Math.sqrt(dx * dx + dy * dy) / speed;
    dx = target.x + noticed.vx * seconds - self.x;
    dy = target.y + noticed.vy * seconds - self.y;
  }
  return angleOf(dx, dy);
}
