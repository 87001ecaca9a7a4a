/**
 * Reduces a long flight to a hash. Node and every browser must compute the same hash, or predictions would
 * drift. Runs in a browser too.
 */
import { flightOf } from "../../games/skirmish/shared/bolt.ts";
import { cleanInput, neutralInput } from "../../games/skirmish/shared/input.ts";
import { createMap } from "../../games/skirmish/shared/map.ts";
import { muzzleOf, type ShipBody, stepShip } from "../../games/skirmish/shared/ship.ts";
import { random, seeded, whole } from "../../shared/maths/random.ts";
import { bitHash } from "./bitHash.ts";

/** Length of the flight, in steps. */
export const STEPS = 10_000;

/**
 * Flies a ship with random inputs from a fixed seed, and its shots.
 * @returns a hash of every bit of every step
 */
export function flyGolden(): string {
  const map = createMap(20_261_124, 2400, 22);
  const dice = seeded(7);
  const ship: ShipBody = {
    x: 1200,
    y: 1200,
    vx: 0,
    vy: 0,
    angle: 0,
    energy: 1000,
    cooldown: 0,
    shots: 0,
  };
  const input = neutralInput();
  const hash = bitHash();
  for (let step = 0; step < STEPS; step++) {
    if (step % 12 === 0) {
      input.moveX = whole(dice, 255) - 127;
      input.moveY = whole(dice, 255) - 127;
      input.aim = whole(dice, 65536);
      input.buttons = random(dice) < 0.5 ? whole(dice, 8) : 0;
      cleanInput(input);
    }
    const weapon = stepShip(ship, input, { map, weapons: true });
    for (const value of [ship.x, ship.y, ship.vx, ship.vy, ship.angle, ship.energy, ship.cooldown])
      hash.add(value);
    if (weapon < 0) continue;
    const birth = { ...muzzleOf(ship), angle: ship.angle, weapon, owner: 1, shot: ship.shots, born: step };
    hash.add(flightOf(map, birth).length);
  }
  return hash.read();
}
