/** Detects collected ore: it vanishes from the state while a ship is near. */
import { SHIP } from "../../shared/config.ts";
import type { ArenaState } from "../../shared/schema/state.ts";
import type { DrawnShip, Emit } from "./skirmish.ts";

/**
 * Ore that vanishes within this distance of a ship was collected by it, units. The distance is generous because other ships
 * are drawn in the past.
 */
const GRASP = 90 + SHIP.radius;

export class OreWatch {
  readonly #emit: Emit;
  readonly #known = new Map<string, { x: number; y: number }>();

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /** @param ships as drawn; the nearest one has collected the ore */
  note({ pickups }: ArenaState, ships: () => Iterable<DrawnShip>): void {
    for (const [key, at] of this.#known) {
      if (pickups.has(key)) continue;
      this.#known.delete(key);
      const taker = nearest(at, ships());
      if (taker !== undefined) this.#emit("pickup", { ...at, mine: taker.mine });
    }
    for (const [key, { x, y }] of pickups.entries())
      if (!this.#known.has(key)) this.#known.set(key, { x, y });
  }
}

function nearest(at: { x: number; y: number }, ships: Iterable<DrawnShip>): DrawnShip | undefined {
  let best: DrawnShip | undefined;
  let least = GRASP;
  for (const ship of ships) {
    const distance = Math.hypot(ship.x - at.x, ship.y - at.y);
    if (!ship.alive || distance >= least) continue;
    least = distance;
    best = ship;
  }
  return best;
}
