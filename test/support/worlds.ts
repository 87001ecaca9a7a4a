/** Small worlds for tests of the simulation: empty by default, with ships where the test puts them. */
import { forget } from "../../games/skirmish/server/history.ts";
import { createMatch } from "../../games/skirmish/server/match.ts";
import { spawn } from "../../games/skirmish/server/spawns.ts";
import { tick } from "../../games/skirmish/server/tick.ts";
import { addShip, type SimShip, type World } from "../../games/skirmish/server/world.ts";
import { ARENA, type Settings } from "../../games/skirmish/shared/config.ts";
import { BUTTON, neutralInput, type ShipInput } from "../../games/skirmish/shared/input.ts";
import { queueInput } from "../../server/players.ts";

/** A world without rocks, ore and bots, in the live phase. */
export function openWorld(settings: Partial<Settings> = {}, seed = 1): World {
  const world = createMatch({ ...ARENA, rocks: 0, ore: 0, pilots: 0, ...settings }, seed);
  world.phase = "live";
  world.phaseEnds = 1e9;
  return world;
}

/** A ship in play without its spawn shield. */
export function shipAt(world: World, key: string, x: number, y: number): SimShip {
  const ship = addShip(world, key, key);
  spawn(world, ship);
  moveTo(ship, x, y);
  ship.angle = 0;
  ship.shieldUntil = 0;
  return ship;
}

export function moveTo(ship: SimShip, x: number, y: number): void {
  ship.x = x;
  ship.y = y;
  ship.vx = ship.vy = 0;
  forget(ship.history, x, y);
}

export const inputOf = (fields: Partial<ShipInput> = {}): ShipInput => ({ ...neutralInput(), ...fields });
export const FIRE = { buttons: BUTTON.fire };

/** Runs ticks with the given inputs. */
export function run(
  world: World,
  ticks: number,
  inputs: (tick: number) => { [key: string]: Partial<ShipInput> | undefined } = () => ({}),
): void {
  for (let i = 0; i < ticks; i++) {
    for (const [key, fields] of Object.entries(inputs(i)))
      if (fields !== undefined) queueInput(world.ships.get(key)!, inputOf(fields));
    tick(world);
  }
}
