/** Chooses a target: near, visible and weak ships before far, hidden and strong ones. */
import { ticks } from "../../../shared/tick.ts";
import { WEAPONS } from "../shared/config.ts";
import type { Rock } from "../shared/map.ts";
import type { BrainView, SeenShip } from "./brain.ts";
import { inSight } from "./rocks.ts";

/** Ticks between two choices: a choice looks at all ships. */
const EVERY = ticks(0.5);
/** Only this many of the nearest ships are considered, because checking for rocks in between is expensive. */
const CHECKED = 5;
/** Penalties, as units of distance; `loyalty` is a bonus for the present target. */
const WORTH = { hidden: 450, shielded: 350, hullPoint: 2, loyalty: 180 } as const;

export interface Choice {
  /** Key of the target; empty without one. */
  target: string;
  /** Tick of the next choice. */
  lookAt: number;
}

/** @returns the ship to fight, which stays the same for a while; undefined when there is none */
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
