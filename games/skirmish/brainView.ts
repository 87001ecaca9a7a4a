/** Turns what a session shows into what a brain sees: the same as a person in the bot's place. */
import { fromRadians } from "../../shared/maths/angle.ts";
import type { BrainView, SeenShip } from "./brains/brain.ts";
import type { DrawnShip, ShipSession } from "./client/session/skirmish.ts";
import { FLAG } from "./shared/flags.ts";
import { PHASE } from "./shared/phase.ts";

/** @returns undefined until the own ship is in the state */
export function viewOf(
  session: Pick<ShipSession, "key" | "state" | "game" | "own" | "entities">,
): BrainView | undefined {
  const { state } = session;
  const own = session.own();
  if (own === undefined) return undefined;
  const ships: SeenShip[] = [];
  for (const ship of session.entities()) if (ship.alive && !ship.mine) ships.push(seen(ship));
  return {
    tick: state.tick,
    map: session.game.map,
    weapons: state.phase !== PHASE.podium,
    self: {
      ...seen(own),
      angle: fromRadians(own.angle),
      energy: state.ships.get(session.key)?.own?.energy ?? 0,
      alive: own.alive,
    },
    ships,
    ore: [...state.pickups.values()].map(({ x, y }) => ({ x, y })),
  };
}

const seen = ({ key, x, y, vx, vy, hull, flags }: DrawnShip): SeenShip => ({
  key,
  x,
  y,
  vx,
  vy,
  hull,
  shielded: (flags & FLAG.shield) !== 0,
});
