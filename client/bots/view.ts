/** From what a session shows to what a brain sees: the same as a person in the bot's place. */
import type { BrainView, SeenShip } from "../../games/skirmish/brains/brain.ts";
import { FLAG } from "../../games/skirmish/shared/schema/state.ts";
import { fromRadians } from "../../shared/maths/angle.ts";
import { PHASE } from "../../shared/protocol.ts";
import type { DrawnShip, PlayerSession } from "../session/view.ts";

/** The part of a session that bots use. */
export type BotSession = Pick<
  PlayerSession,
  "key" | "state" | "map" | "link" | "stats" | "events" | "frame" | "own" | "ships" | "leave"
>;

/** @returns undefined while the own ship is not there yet. */
export function viewOf(session: BotSession): BrainView | undefined {
  const { state } = session;
  const own = session.own();
  if (own === undefined) return undefined;
  const ships: SeenShip[] = [];
  for (const ship of session.ships()) if (ship.alive && !ship.mine) ships.push(seen(ship));
  return {
    tick: state.tick,
    map: session.map,
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
