/** Flies in a fight: around the target at a distance, or behind a rock. */
import { between, random } from "../../../shared/maths/random.ts";
import { ticks } from "../../../shared/tick.ts";
import type { Rock } from "../shared/map.ts";
import type { BrainView } from "./brain.ts";
import type { Fight } from "./fight.ts";
import { firstRock, type Place } from "./rocks.ts";
import { CLEARANCE, offWalls, TOP_SPEED } from "./steer.ts";

export interface Strafe {
  /** 1 or −1: which way around the target. */
  side: number;
  /** Tick at which the side changes in any case, and tick before which it does not change. */
  until: number;
  hold: number;
  /** Distance to keep, units. */
  distance: number;
}

const CHANGE = { least: ticks(0.8), most: ticks(2.2) } as const;
/** Least time between two changes because of a blocked side, ticks. */
const HOLD = ticks(0.6);
const DISTANCE = { least: 210, most: 330 } as const;
/** A side counts as blocked when it is not free for this distance, units. */
const ROOM = 110;
/** How far ahead of itself the ship steers while circling, units. */
const STRIDE = 150;
/** Least radius of a rock that a ship can hide behind, units. */
const COVER = 38;
/** Circling a little below top speed leaves thrust to correct with. */
export const STRAFE_SPEED = TOP_SPEED * 0.85;

export const freshStrafe = (): Strafe => ({ side: 1, until: 0, hold: 0, distance: DISTANCE.least });

/** @returns the place to steer for, to circle the target at a distance, units */
export function circle(strafe: Strafe, fight: Fight): Place {
  const { view, rocks, target, distance, random: from } = fight;
  const { self, map, tick } = view;
  const apart = distance || 1;
  const [ux, uy] = [(target.x - self.x) / apart, (target.y - self.y) / apart];
  if (tick >= strafe.until) {
    strafe.side = random(from) < 0.5 ? -1 : 1;
    strafe.until = tick + Math.round(between(from, CHANGE.least, CHANGE.most));
    strafe.distance = between(from, DISTANCE.least, DISTANCE.most);
  }
  if (tick >= strafe.hold && isBlocked(view, rocks, -uy * strafe.side, ux * strafe.side)) {
    strafe.side = -strafe.side;
    strafe.hold = tick + HOLD;
  }
  // 1: straight towards the target, −1: straight away from it, 0: sideways.
  const inwards = Math.min(Math.max((distance - strafe.distance) / 120, -1), 1);
  const sideways = strafe.side * (1 - 0.7 * inwards * inwards);
  return offWalls(map.size, {
    x: self.x + (ux * inwards - uy * sideways) * STRIDE,
    y: self.y + (uy * inwards + ux * sideways) * STRIDE,
  });
}

function isBlocked({ self, map }: BrainView, rocks: readonly Rock[], dx: number, dy: number): boolean {
  const [x, y] = [self.x + dx * ROOM, self.y + dy * ROOM];
  if (x < CLEARANCE || y < CLEARANCE || x > map.size - CLEARANCE || y > map.size - CLEARANCE) return true;
  return firstRock(rocks, self, dx, dy, ROOM, CLEARANCE) !== undefined;
}

/**
 * @returns the nearest place out of the threat's sight; without a rock nearby, a place straight away from the
 * threat
 */
export function shelter({ view, rocks, target: threat }: Fight): Place {
  const { self, map } = view;
  let best: Place | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const rock of rocks) {
    if (rock.radius < COVER) continue;
    const behind = beyond(threat, rock, rock.radius + CLEARANCE + 6);
    const fromSelf = length(behind.x - self.x, behind.y - self.y);
    // A rock right beside the threat gives no cover, so it costs more.
    const cost = fromSelf + Math.max(0, 300 - length(rock.x - threat.x, rock.y - threat.y));
    if (cost >= least) continue;
    least = cost;
    best = behind;
  }
  return offWalls(map.size, best ?? beyond(threat, self, 300));
}

/** The place on the line from `origin` through `through`, `extra` units past it. */
function beyond(origin: Place, through: Place, extra: number): Place {
  const dx = through.x - origin.x;
  const dy = through.y - origin.y;
  const share = extra / (length(dx, dy) || 1);
  return { x: through.x + dx * share, y: through.y + dy * share };
}

export const length = (x: number, y: number): number => Math.sqrt(x * x + y * y);
