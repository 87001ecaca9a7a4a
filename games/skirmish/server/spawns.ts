/** Deaths and spawns. */
import { angleOf } from "../../../shared/maths/angle.ts";
import { MATCH, SHIP } from "../shared/config.ts";
import { forget } from "./history.ts";
import { dropOre } from "./pickups.ts";
import { lonelyPlace } from "./places.ts";
import type { SimShip, World } from "./world.ts";

/** Free space around a spawn, units, so that no ship starts in front of a rock. */
const CLEARANCE = SHIP.radius + 40;

export function die(world: World, ship: SimShip): void {
  ship.alive = false;
  ship.hull = 0;
  ship.vx = ship.vy = 0;
  ship.thrusting = ship.boosting = false;
  ship.diedTick = world.tick;
  ship.returnTick = world.tick + MATCH.respawn;
  dropOre(world, ship.x, ship.y);
}

/** The player asks to respawn early. Ignored while the ship is alive. */
export function requestRespawn(ship: SimShip): void {
  if (ship.alive) return;
  ship.returnTick = Math.min(ship.returnTick, ship.diedTick + MATCH.earliestReturn);
}

/** Respawns every ship whose wait is over. */
export function respawnShips(world: World): void {
  for (const ship of world.ships.values())
    if (!ship.alive && world.tick >= ship.returnTick) spawn(world, ship);
}

/**
 * Puts a ship into play: shielded, with full hull and energy, away from other ships, facing the middle of the
 * world.
 */
export function spawn(world: World, ship: SimShip): void {
  const place = lonelyPlace(world, CLEARANCE);
  const middle = world.settings.size / 2;
  ship.x = place.x;
  ship.y = place.y;
  ship.vx = ship.vy = 0;
  ship.angle = angleOf(middle - place.x, middle - place.y);
  ship.energy = SHIP.energy;
  ship.cooldown = 0;
  ship.hull = SHIP.hull;
  ship.alive = true;
  ship.spawns = (ship.spawns + 1) & 0xff;
  ship.shieldUntil = world.tick + MATCH.spawnShield;
  ship.thrusting = ship.boosting = false;
  forget(ship.history, ship.x, ship.y);
  // The next spawn of this tick keeps away from this ship, too.
  world.nearby.add(ship);
}
