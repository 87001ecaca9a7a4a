/**
 * Where ships are in a world too large to see: how many in each square. It goes to everybody, so each square is told
 * once a second and only when its number changed: some hundred bytes a second however many ships there are.
 */

import type { World } from "../../games/skirmish/server/world.ts";
import { RADAR } from "../../games/skirmish/shared/config.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import { TICK_RATE } from "../../shared/tick.ts";

/** Largest number a square can show. */
const MOST = 255;

export function publishRadar(world: World, state: ArenaState): void {
  const columns = Math.ceil(world.settings.size / RADAR.cell);
  const squares = columns * columns;
  while (state.radar.length < squares) state.radar.push(0);
  // All of them once a second, so that one count of the ships serves them all.
  if (world.tick % TICK_RATE !== 0) return;
  const counts = new Uint16Array(squares);
  for (const ship of world.ships.values())
    if (ship.alive) counts[squareAt(ship.y, columns) * columns + squareAt(ship.x, columns)]!++;
  for (let square = 0; square < squares; square++) {
    const count = Math.min(counts[square]!, MOST);
    if (state.radar[square] !== count) state.radar[square] = count;
  }
}

const squareAt = (at: number, columns: number): number =>
  Math.min(Math.max(Math.floor(at / RADAR.cell), 0), columns - 1);
