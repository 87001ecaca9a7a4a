/** Moves ships by their inputs, with the step that clients predict with. */
import { MATCH, SHIP } from "../shared/config.ts";
import type { ShipInput } from "../shared/input.ts";
import { PHASE } from "../shared/phase.ts";
import { boosts, muzzleOf, type StepRules, stepShip } from "../shared/ship.ts";
import { record } from "./history.ts";
import { advanceViewTime, rewindDepth } from "./lagCompensation.ts";
import { giveNeutral, type SimShip, type World } from "./world.ts";

/** Applies each ship's inputs of this tick, one step for each input. A ship without inputs does not move. */
export function stepShips(world: World): void {
  const rules: StepRules = { map: world.map, weapons: world.phase !== PHASE.podium };
  for (const ship of world.ships.values()) {
    if (ship.away) giveNeutral(ship);
    for (let i = 0; i < ship.inputCount; i++) {
      const input = ship.inputs[i]!;
      // A destroyed ship uses up its inputs, so that none is left for its next life.
      if (ship.alive) step(world, ship, input, rules);
    }
    ship.inputCount = 0;
  }
}

function step(world: World, ship: SimShip, input: ShipInput, rules: StepRules): void {
  ship.boosting = boosts(ship.energy, input);
  ship.thrusting = input.moveX !== 0 || input.moveY !== 0;
  advanceViewTime(ship, input);
  const weapon = stepShip(ship, input, rules);
  if (weapon < 0) return;
  // A shot ends the spawn shield.
  if (!ship.away) ship.shieldUntil = Math.min(ship.shieldUntil, world.tick);
  const shot = (ship.shots - 1) & 0xffff;
  const depth = rewindDepth(world, ship, input.seen);
  world.shots.push({ ship, weapon, ...muzzleOf(ship), angle: ship.angle, shot, depth });
}

export function recordPlaces(world: World): void {
  for (const ship of world.ships.values()) record(ship.history, world.tick, ship.x, ship.y);
}

export function repair(world: World): void {
  for (const ship of world.ships.values())
    if (ship.alive && ship.hull < SHIP.hull && world.tick - ship.hitTick >= SHIP.repairDelay)
      ship.hull = Math.min(SHIP.hull, ship.hull + SHIP.repairPerTick);
}

/**
 * The player's connection is lost: the ship drifts. It is shielded for a while, unless it has had such a
 * shield recently.
 */
export function markAway(world: World, ship: SimShip): void {
  ship.away = true;
  ship.thrusting = ship.boosting = false;
  if (world.tick < ship.shelterFrom) return;
  ship.shelterFrom = world.tick + MATCH.dropShieldPause;
  ship.shieldUntil = Math.max(ship.shieldUntil, world.tick + MATCH.dropShield);
}

/**
 * The match has migrated, and every player has to reconnect. The players did not cause that, so they get the
 * shield even after a recent one, and it does not count as used.
 */
export function markMoved(world: World, ship: SimShip): void {
  ship.away = true;
  ship.thrusting = ship.boosting = false;
  ship.shieldUntil = Math.max(ship.shieldUntil, world.tick + MATCH.dropShield);
}

/** The player has returned: its shield ends a moment later, whether it shoots or not. */
export function markBack(world: World, ship: SimShip): void {
  ship.away = false;
  ship.seen = 0;
  ship.shieldUntil = Math.min(ship.shieldUntil, world.tick + MATCH.returnShield);
}
