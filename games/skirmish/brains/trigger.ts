/**
 * Decides when to shoot, and with which weapon: in bursts with pauses, so that the other ship can respond.
 */
import { turnTo } from "../../../shared/maths/angle.ts";
import { between, random } from "../../../shared/maths/random.ts";
import { DT, ticks } from "../../../shared/tick.ts";
import { WEAPONS } from "../shared/config.ts";
import { BUTTON } from "../shared/input.ts";
import type { Fight } from "./fight.ts";

export interface Burst {
  /** Index into `WEAPONS` used in this burst. */
  weapon: number;
  /** Tick at which the burst ends, and tick at which the next one may begin. */
  until: number;
  next: number;
}

/** Ticks from seeing a target to the first shot. */
const REACTION = 8;
/** Length of a burst and of the pause after it, ticks. */
const BURST = { least: ticks(0.4), most: ticks(1.1) } as const;
const PAUSE = { least: ticks(0.5), most: ticks(1.2) } as const;
/** A lance burst lasts long enough for one shot while the nose still turns, ticks. */
const LANCE_BURST = ticks(0.5);
/** Largest angle between nose and aim at which a pilot fires, 1/65536 turns: 5 degrees. */
const ON_AIM = 910;
/**
 * A pilot fires within this share of a bolt's range, because a target can easily dodge at a greater distance.
 */
const RANGE = 0.75;
/** Energy kept for an escape, points. */
const RESERVE = 140;
/**
 * Pilots fire the lance at targets slower than this (units/s), or at those that have been in sight for less
 * than `AMBUSH` ticks.
 */
const STILL = 110;
const AMBUSH = ticks(0.8);
/** Least energy for a lance shot, points: it leaves enough to fight on. */
const LANCE_ENERGY = 560;

export const freshBurst = (): Burst => ({ weapon: 0, until: 0, next: 0 });

/**
 * @param aim where the nose should point, 1/65536 turns
 * @returns the buttons to press
 */
export function pullTrigger(burst: Burst, fight: Fight, aim: number): number {
  const { target, distance, seenFor } = fight;
  const { self, tick } = fight.view;
  if (seenFor < REACTION || target.shielded) return 0;
  if (tick >= burst.next) startBurst(burst, fight);
  if (tick >= burst.until) return 0;
  const weapon = WEAPONS[burst.weapon]!;
  const off = turnTo(self.angle, aim);
  const range = weapon.speed * DT * weapon.life * RANGE;
  const ready = self.energy >= weapon.energy + RESERVE && distance < range;
  return ready && off < ON_AIM && off > -ON_AIM ? BUTTON.fire << burst.weapon : 0;
}

function startBurst(burst: Burst, { view, target, seenFor, random: from }: Fight): void {
  const { self, tick } = view;
  const slow = target.vx * target.vx + target.vy * target.vy < STILL * STILL;
  const chance = slow ? 0.6 : seenFor < AMBUSH ? 0.4 : 0;
  const lance = random(from) < chance && self.energy >= LANCE_ENERGY;
  burst.weapon = lance ? 1 : 0;
  burst.until = tick + (lance ? LANCE_BURST : Math.round(between(from, BURST.least, BURST.most)));
  burst.next = burst.until + Math.round(between(from, PAUSE.least, PAUSE.most));
}
