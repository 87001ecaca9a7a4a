/** Notices ore that is taken: it vanishes from the state, and a ship is near. */
import { SHIP } from "../../games/skirmish/shared/config.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import type { Emitter } from "./emitter.ts";
import type { DrawnShip, SessionEvents } from "./view.ts";

/** Ore that vanishes this near a ship was taken by it, units: others are drawn a little in the past. */
const GRASP = 90 + SHIP.radius;

export class Ore {
  readonly #events: Emitter<SessionEvents>;
  readonly #known = new Map<string, { x: number; y: number }>();

  constructor(events: Emitter<SessionEvents>) {
    this.#events = events;
  }

  /** @param ships as drawn: whoever is nearest took it */
  note({ pickups }: ArenaState, ships: Iterable<DrawnShip>): void {
    for (const [key, at] of this.#known) {
      if (pickups.has(key)) continue;
      this.#known.delete(key);
      const taker = nearest(at, ships);
      if (taker !== undefined) this.#events.emit("pickup", { ...at, mine: taker.mine });
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
