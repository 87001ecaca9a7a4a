/** What the pilot of a ship sees of the world. */
import type { BrainView, SeenShip } from "../brains/brain.ts";
import { PHASE } from "../shared/phase.ts";
import { isShielded, type SimShip, type World } from "./world.ts";

/** Range of sight of a pilot, units: about what a player's screen shows. */
const SIGHT = 900;

/** @returns the living ships, as all views of this tick share them */
export function seenShips(world: World): SeenShip[] {
  const seen: SeenShip[] = [];
  for (const ship of world.ships.values()) if (ship.alive) seen.push(seenShip(world, ship));
  return seen;
}

const seenShip = (world: World, ship: SimShip): SeenShip => ({
  key: ship.key,
  x: ship.x,
  y: ship.y,
  vx: ship.vx,
  vy: ship.vy,
  hull: ship.hull,
  shielded: isShielded(world, ship),
});

/** @returns what the pilot of a ship sees: no more than a player in its place */
export function viewOf(world: World, self: SimShip, seen: readonly SeenShip[]): BrainView {
  const near = (at: { x: number; y: number }): boolean =>
    Math.abs(at.x - self.x) <= SIGHT && Math.abs(at.y - self.y) <= SIGHT;
  return {
    tick: world.tick,
    map: world.map,
    weapons: world.phase !== PHASE.podium,
    self: { ...seenShip(world, self), angle: self.angle, energy: self.energy, alive: self.alive },
    ships: seen.filter((other) => other.key !== self.key && near(other)),
    ore: [...world.pickups.values()].filter(near),
  };
}
