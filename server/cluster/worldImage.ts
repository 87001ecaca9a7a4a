/**
 * A world as data that can be stored, and the world back from it. The same ticks follow from both, bit for bit. Left out
 * is what follows from the rest: the map (from its seed), flights (from births), what a tick fills and empties.
 */

import { Nearby } from "../../games/skirmish/server/nearby.ts";
import type { Pilot } from "../../games/skirmish/server/pilots.ts";
import { freshShip, type SimPickup, type SimShip, type World } from "../../games/skirmish/server/world.ts";
import { type BoltBirth, flightOf } from "../../games/skirmish/shared/bolt.ts";
import type { Settings } from "../../games/skirmish/shared/config.ts";
import { createMap } from "../../games/skirmish/shared/map.ts";
import type { Phase } from "../../shared/protocol.ts";
import { readRow, writeTable } from "./table.ts";

const SHIP_FIELDS = [
  ...(["id", "hue", "x", "y", "vx", "vy", "angle", "energy", "cooldown", "shots", "alive", "hull"] as const),
  ...(["score", "spawns", "shieldUntil", "shelterFrom", "hitTick", "diedTick", "returnTick"] as const),
  ...(["away", "thrusting", "boosting", "seen"] as const),
] as const;
const BIRTH_FIELDS = ["x", "y", "angle", "weapon", "owner", "shot", "born"] as const;
const BOLT_FIELDS = ["depth", "tested"] as const;
const PLACE_FIELDS = ["x", "y"] as const;

/** Entries of a map in their order: the simulation goes through them in that order. */
interface Rows {
  keys: string[];
  table: Float64Array;
}

export interface WorldImage {
  settings: Settings;
  tick: number;
  seed: number;
  random: number;
  phase: Phase;
  phaseEnds: number;
  round: number;
  nextShip: number;
  nextKey: number;
  ships: Rows & {
    names: string[];
    /** Places of the past, all of a ship's x and then all of its y, ship after ship. */
    history: Float32Array;
    pilots: [key: string, pilot: Pilot][];
  };
  bolts: Rows & { births: Float64Array };
  pickups: Rows;
}

/** @returns an image that shares its pilots with the world: it is to be encoded before the next tick */
export function imageOf(world: World): WorldImage {
  const { settings, tick, seed, phase, phaseEnds, round, nextShip, nextKey } = world;
  const ships = [...world.ships.values()];
  const { bolts, pickups } = world;
  return {
    ...{ settings, tick, seed, random: world.random.state, phase, phaseEnds, round, nextShip, nextKey },
    ships: {
      keys: [...world.ships.keys()],
      table: writeTable(ships, ships.length, SHIP_FIELDS),
      names: ships.map(({ name }) => name),
      history: writeHistory(ships),
      pilots: ships.flatMap(({ key, pilot }) =>
        pilot === undefined ? [] : [[key, pilot] as [string, Pilot]],
      ),
    },
    bolts: {
      keys: [...bolts.keys()],
      births: writeTable(bolts.values(), bolts.size, BIRTH_FIELDS),
      table: writeTable(bolts.values(), bolts.size, BOLT_FIELDS),
    },
    pickups: { keys: [...pickups.keys()], table: writeTable(pickups.values(), pickups.size, PLACE_FIELDS) },
  };
}

/** @param image is used up: the world takes its parts over */
export function worldOf(image: WorldImage): World {
  const { settings, tick, seed, phase, phaseEnds, round, nextShip, nextKey } = image;
  const world: World = {
    ...{ settings, tick, seed, phase, phaseEnds, round, nextShip, nextKey },
    random: { state: image.random },
    map: createMap(seed, settings.size, settings.rocks),
    ships: shipsOf(image),
    bolts: new Map(),
    pickups: new Map(),
    shots: [],
    nearby: new Nearby(settings.size),
    events: [],
  };
  image.bolts.keys.forEach((key, row) => {
    const birth: BoltBirth = { x: 0, y: 0, angle: 0, weapon: 0, owner: 0, shot: 0, born: 0 };
    readRow(image.bolts.births, row, BIRTH_FIELDS, birth);
    const bolt = { ...birth, key, flight: flightOf(world.map, birth), depth: 0, tested: 0 };
    readRow(image.bolts.table, row, BOLT_FIELDS, bolt);
    world.bolts.set(key, bolt);
  });
  image.pickups.keys.forEach((key, row) => {
    const pickup: SimPickup = { x: 0, y: 0 };
    readRow(image.pickups.table, row, PLACE_FIELDS, pickup);
    world.pickups.set(key, pickup);
  });
  world.nearby.fill(world.ships.values());
  return world;
}

function shipsOf({ ships: { keys, table, names, history, pilots } }: WorldImage): Map<string, SimShip> {
  const flownBy = new Map(pilots);
  const ships = new Map<string, SimShip>();
  keys.forEach((key, row) => {
    const ship = freshShip(key, 0, names[row]!);
    readRow(table, row, SHIP_FIELDS, ship);
    const { length } = ship.history;
    ship.history.set(history.subarray(row * length, (row + 1) * length));
    const pilot = flownBy.get(key);
    if (pilot !== undefined) ship.pilot = pilot;
    ships.set(key, ship);
  });
  return ships;
}

function writeHistory(ships: readonly SimShip[]): Float32Array {
  const length = ships[0]?.history.length ?? 0;
  const places = new Float32Array(ships.length * length);
  ships.forEach(({ history }, row) => {
    places.set(history, row * length);
  });
  return places;
}
