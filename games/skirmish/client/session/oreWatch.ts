/** Detects collected ore: ore that disappears from the state near a ship. */
import { SHIP } from "../../shared/config.ts";
import type { ArenaState } from "../../shared/schema/state.ts";
import type { DrawnShip, Emit } from "./skirmish.ts";

/**
 * Greatest distance between collected ore and the ship, units. It is generous, because remote ships are drawn
 * in the past.
 */
const REACH = 90 + SHIP.radius;

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
  let least = REACH;
  for (const ship of ships) {
    const distance = Math.hypot(ship.x - at.x, ship.y - at.y);
    if (!ship.alive || distance >= least) continue;
    least = distance;
    best = ship;
  }
  return best;
}
