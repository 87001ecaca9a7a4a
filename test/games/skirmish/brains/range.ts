/** A small world to test brains in: the shared step, bolts and ore, without a server. */
import type { BrainMemory, BrainView, SeenShip } from "../../../../games/skirmish/brains/brain.ts";
import { BRAINS, type BrainName } from "../../../../games/skirmish/brains/index.ts";
import type { Flight } from "../../../../games/skirmish/shared/bolt.ts";
import { flightOf, flown, isOver } from "../../../../games/skirmish/shared/bolt.ts";
import { ORE, SHIP, WEAPONS } from "../../../../games/skirmish/shared/config.ts";
import { neutralInput, type ShipInput } from "../../../../games/skirmish/shared/input.ts";
import { type ArenaMap, createMap, rockAt } from "../../../../games/skirmish/shared/map.ts";
import { muzzleOf, type ShipBody, stepShip } from "../../../../games/skirmish/shared/ship.ts";
import { between, type Random, seeded } from "../../../../shared/maths/random.ts";

export interface Flyer {
  key: string;
  brain: BrainName;
  body: ShipBody;
  hull: number;
  input: ShipInput;
  memory: BrainMemory;
  /** Shots fired, hits, times hit, ore collected. */
  shots: number;
  hits: number;
  wounds: number;
  ore: number;
}

interface FlyingBolt {
  owner: Flyer;
  x: number;
  y: number;
  weapon: number;
  flight: Flight;
  age: number;
}

export interface Range {
  tick: number;
  map: ArenaMap;
  random: Random;
  flyers: Flyer[];
  bolts: FlyingBolt[];
  ore: { x: number; y: number }[];
  weapons: boolean;
}

export interface RangeOptions {
  seed: number;
  size?: number;
  rocks?: number;
  ore?: number;
}

export function createRange({ seed, size = 1600, rocks = 10, ore = 0 }: RangeOptions): Range {
  const map = createMap(seed, size, rocks);
  const range: Range = { tick: 1, map, random: seeded(seed), flyers: [], bolts: [], ore: [], weapons: true };
  while (range.ore.length < ore) range.ore.push(freePlace(range));
  return range;
}

export function freePlace({ map, random }: Range): { x: number; y: number } {
  for (;;) {
    const place = { x: between(random, 60, map.size - 60), y: between(random, 60, map.size - 60) };
    if (rockAt(map, place.x, place.y, SHIP.radius + ORE.radius) === undefined) return place;
  }
}

export function addFlyer(range: Range, brain: BrainName, at = freePlace(range)): Flyer {
  const body = { ...at, vx: 0, vy: 0, angle: 0, energy: SHIP.energy, cooldown: 0, shots: 0 };
  const flyer: Flyer = {
    key: `${brain}-${range.flyers.length}`,
    brain,
    body,
    hull: SHIP.hull,
    input: neutralInput(),
    memory: { random: seeded(range.flyers.length * 977 + range.random.state) },
    shots: 0,
    hits: 0,
    wounds: 0,
    ore: 0,
  };
  range.flyers.push(flyer);
  return flyer;
}

export function viewOf(range: Range, flyer: Flyer): BrainView {
  const ships = range.flyers.filter((other) => other !== flyer).map(seen);
  const { angle, energy } = flyer.body;
  const self = { ...seen(flyer), angle, energy, alive: true };
  return { tick: range.tick, map: range.map, weapons: range.weapons, self, ships, ore: range.ore };
}

const seen = ({ key, body, hull }: Flyer): SeenShip => ({
  key,
  x: body.x,
  y: body.y,
  vx: body.vx,
  vy: body.vy,
  hull,
  shielded: false,
});

/** One tick: all brains think and fly, then bolts and ore. */
export function step(range: Range): void {
  for (const flyer of range.flyers) BRAINS[flyer.brain](viewOf(range, flyer), flyer.memory, flyer.input);
  for (const flyer of range.flyers) {
    const weapon = stepShip(flyer.body, flyer.input, range);
    if (weapon < 0) continue;
    flyer.shots++;
    const birth = { ...muzzleOf(flyer.body), angle: flyer.body.angle, weapon, owner: 0, shot: 0, born: 0 };
    range.bolts.push({ ...birth, owner: flyer, flight: flightOf(range.map, birth), age: 0 });
  }
  range.bolts = range.bolts.filter((bolt) => !flyBolt(range, bolt));
  for (const flyer of range.flyers) takeOre(range, flyer);
  range.tick++;
}

/** @returns whether the bolt has ended */
function flyBolt(range: Range, bolt: FlyingBolt): boolean {
  bolt.age++;
  const at = flown(bolt.flight, bolt.age);
  const [x, y] = [bolt.x + bolt.flight.dx * at, bolt.y + bolt.flight.dy * at];
  const weapon = WEAPONS[bolt.weapon]!;
  for (const flyer of range.flyers) {
    const reach = SHIP.radius + weapon.radius;
    if (flyer === bolt.owner || (flyer.body.x - x) ** 2 + (flyer.body.y - y) ** 2 > reach * reach) continue;
    bolt.owner.hits++;
    flyer.wounds++;
    flyer.hull -= weapon.damage;
    if (flyer.hull <= 0) flyer.hull = SHIP.hull;
    return true;
  }
  return isOver(bolt.flight, bolt.age);
}

function takeOre(range: Range, flyer: Flyer): void {
  const reach = SHIP.radius + ORE.radius;
  range.ore = range.ore.map((ore) => {
    if ((ore.x - flyer.body.x) ** 2 + (ore.y - flyer.body.y) ** 2 > reach * reach) return ore;
    flyer.ore++;
    flyer.body.energy = Math.min(SHIP.energy, flyer.body.energy + ORE.energy);
    flyer.hull = Math.min(SHIP.hull, flyer.hull + ORE.hull);
    return freePlace(range);
  });
}
