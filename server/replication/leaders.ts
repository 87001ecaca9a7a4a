/** The ten best of a room, as everybody sees them. */

import type { SimShip, World } from "../../games/skirmish/server/world.ts";
import { type ArenaState, Leader } from "../../games/skirmish/shared/schema/state.ts";

const LEADERS = 10;

export function publishLeaders(world: World, state: ArenaState): void {
  const best = bestOf(world.ships.values());
  if (state.leaders.length > best.length) state.leaders.splice(best.length);
  best.forEach((ship, place) => {
    const leader = state.leaders[place];
    if (leader?.id === ship.id && leader.score === ship.score) return;
    const { id, name, score } = ship;
    if (leader === undefined) state.leaders.push(new Leader().assign({ id, name, score }));
    else leader.assign({ id, name, score });
  });
}

/** Best first; of equals the one that was here first. One pass: sorting a thousand every tick would show. */
function bestOf(ships: Iterable<SimShip>): SimShip[] {
  const best: SimShip[] = [];
  for (const ship of ships) {
    let place = best.length;
    while (place > 0 && isBetter(ship, best[place - 1]!)) place--;
    if (place === LEADERS) continue;
    best.splice(place, 0, ship);
    if (best.length > LEADERS) best.pop();
  }
  return best;
}

const isBetter = (a: SimShip, b: SimShip): boolean =>
  a.score > b.score || (a.score === b.score && a.id < b.id);
