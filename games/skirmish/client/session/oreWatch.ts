/** Notices ore that is taken: it vanishes from the state, and a ship is near. */
import { SHIP } from "../../shared/config.ts";
import type { ArenaState } from "../../shared/schema/state.ts";
import type { DrawnShip, Emit } from "./skirmish.ts";

/** Ore that vanishes this near a ship was taken by it, units: others are drawn a little in the past. */
const GRASP = 90 + SHIP.radius;

export class OreWatch {
  readonly #emit: Emit;
  readonly #known = new Map<string, { x: number; y: number }>();

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /** @param ships as drawn: whoever is nearest took it */
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
