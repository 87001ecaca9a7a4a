/** From what a session shows to what a brain sees: the same as a person in the bot's place. */
import type { BrainView, SeenShip } from "../../games/skirmish/brains/brain.ts";
import type { DrawnShip, ShipSession } from "../../games/skirmish/client/session/skirmish.ts";
import { FLAG } from "../../games/skirmish/shared/schema/state.ts";
import { fromRadians } from "../../shared/maths/angle.ts";
import { PHASE } from "../../shared/protocol.ts";

/** The part of a session that bots use. */
export type BotSession = Pick<
  ShipSession,
  "key" | "state" | "game" | "link" | "stats" | "events" | "frame" | "own" | "entities" | "leave"
>;

/** @returns undefined while the own ship is not there yet. */
export function viewOf(session: BotSession): BrainView | undefined {
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
