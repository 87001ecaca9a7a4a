/** Whom to fight: near, in sight and weak before far, hidden and strong. */
import { ticks } from "../../../shared/tick.ts";
import { WEAPONS } from "../shared/config.ts";
import type { Rock } from "../shared/map.ts";
import type { BrainView, SeenShip } from "./brain.ts";
import { inSight } from "./rocks.ts";

/** Choosing anew costs a look at everybody, so it is done now and then. */
const EVERY = ticks(0.5);
/** Sight is checked for this many of the nearest only. */
const CHECKED = 5;
/** What counts like so many units of distance: */
const WORTH = { hidden: 450, shielded: 350, hullPoint: 2, loyalty: 180 } as const;

export interface Choice {
  /** Key of the target; empty without one. */
  target: string;
  /** Tick of the next look around. */
  lookAt: number;
}

/** @returns the ship to fight, kept for a while once chosen, or undefined when nobody is near. */
export function chooseTarget(view: BrainView, rocks: readonly Rock[], choice: Choice): SeenShip | undefined {
  const current = view.ships.find((ship) => ship.key === choice.target);
  if (view.tick < choice.lookAt && (current !== undefined || choice.target === "")) return current;
  choice.lookAt = view.tick + EVERY;
  let best: SeenShip | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const { ship, distance } of nearest(view)) {
    let cost = distance + ship.hull * WORTH.hullPoint;
    if (ship.shielded) cost += WORTH.shielded;
    if (ship === current) cost -= WORTH.loyalty;
    if (cost < least && !inSight(rocks, view.self, ship, WEAPONS[0].radius)) cost += WORTH.hidden;
    if (cost >= least) continue;
    least = cost;
    best = ship;
  }
  choice.target = best?.key ?? "";
  return best;
}

function nearest({ self, ships }: BrainView): { ship: SeenShip; distance: number }[] {
  return ships
    .map((ship) => {
      const [dx, dy] = [ship.x - self.x, ship.y - self.y];
      return { ship, distance: Math.sqrt(dx * dx + dy * dy) };
    })
    .sort((a, b) => a.distance - b.distance)
    .slice(0, CHECKED);
}
