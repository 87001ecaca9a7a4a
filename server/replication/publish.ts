/**
 * Brings the replicated state up to the simulation, once a tick: what has come is put in, what has gone is taken out. What
 * ships do meanwhile is read by the serializer itself, see shipWire.ts.
 */

import { isShielded, type SimBolt, type SimShip, type World } from "../../games/skirmish/server/world.ts";
import { ArenaState, Bolt, FLAG, Pickup, Ship } from "../../games/skirmish/shared/schema/state.ts";
import { toRadians } from "../../shared/maths/angle.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { publishLeaders } from "./leaders.ts";
import { publishRadar } from "./radar.ts";

export function createState(world: World): ArenaState {
  const state = new ArenaState();
  state.size = world.settings.size;
  state.rocks = world.settings.rocks;
  state.tickRate = TICK_RATE;
  publish(world, state);
  return state;
}

export function publish(world: World, state: ArenaState): void {
  state.tick = world.tick;
  state.phase = world.phase;
  state.phaseEnds = world.phaseEnds;
  state.round = world.round;
  state.seed = world.seed;
  state.crowd = world.ships.size;
  for (const ship of world.ships.values()) publishShip(world, state, ship);
  for (const bolt of world.bolts.values()) if (!state.bolts.has(bolt.key)) publishBolt(state, bolt);
  for (const [key, at] of world.pickups)
    if (!state.pickups.has(key)) state.pickups.set(key, new Pickup().assign(at));
  removeGone(state.ships, world.ships);
  removeGone(state.bolts, world.bolts);
  removeGone(state.pickups, world.pickups);
  publishLeaders(world, state);
  publishRadar(world, state);
}

/** Called once everything present is shown: with as many of both, nothing is gone. */
function removeGone(
  shown: { size: number; keys(): Iterable<string>; delete(key: string): boolean },
  present: ReadonlyMap<string, unknown>,
): void {
  if (shown.size === present.size) return;
  for (const key of shown.keys()) if (!present.has(key)) shown.delete(key);
}

/** By the instance that shows it in a state. */
const sources = new WeakMap<object, SimShip>();
export const shipOf = (shown: object): SimShip | undefined => sources.get(shown);

/**
 * @returns the ship as replicated, added when it is new: from then on a serializer must read it from the simulation (see
 * `shipsOf`). An instance that somebody else has put into the state is brought up to date here, field by field.
 */
export function publishShip(world: World, state: ArenaState, ship: SimShip): Ship {
  const found = state.ships.get(ship.key);
  const source = found && sources.get(found);
  if (found !== undefined && source === ship) return found;
  const known = source === undefined ? found : undefined;
  const shown = known ?? new Ship();
  shown.x = ship.x;
  shown.y = ship.y;
  shown.angle = toRadians(ship.angle);
  shown.flags = flagsOf(world, ship);
  // Rounded up: a ship that shows no hull is dead.
  shown.hull = Math.ceil(ship.hull);
  shown.alive = ship.alive;
  shown.score = ship.score;
  if (ship.pilot === undefined) publishOwn(shown, ship);
  if (known === undefined) {
    shown.id = ship.id;
    shown.hue = ship.hue;
    shown.name = ship.name;
    sources.set(shown, ship);
    state.ships.set(ship.key, shown);
  }
  return shown;
}

export const flagsOf = (world: World, ship: SimShip): number =>
  (ship.thrusting ? FLAG.thrust : 0) |
  (ship.boosting ? FLAG.boost : 0) |
  (isShielded(world, ship) ? FLAG.shield : 0) |
  (ship.pilot !== undefined ? FLAG.pilot : 0) |
  (ship.away ? FLAG.away : 0);

function publishOwn(shown: Ship, ship: SimShip): void {
  const own = shown.own!;
  own.x = ship.x;
  own.y = ship.y;
  own.vx = ship.vx;
  own.vy = ship.vy;
  own.angle = ship.angle;
  own.energy = ship.energy;
  own.cooldown = ship.cooldown;
  own.shots = ship.shots;
  own.spawns = ship.spawns;
  own.hitTick = ship.hitTick;
}

function publishBolt(state: ArenaState, bolt: SimBolt): void {
  const { x, y, angle, weapon, owner, shot, born } = bolt;
  state.bolts.set(bolt.key, new Bolt().assign({ x, y, angle, weapon, owner, shot, born }));
}
