/** Ore: ships collect it by flying over it, wrecks drop it, and the world refills it. */
import { between } from "../../../shared/maths/random.ts";
import { ORE, SHIP } from "../shared/config.ts";
import { rockAt } from "../shared/map.ts";
import { PHASE } from "../shared/phase.ts";
import { freePlace } from "./places.ts";
import { newKey, type SimPickup, type SimShip, type World } from "./world.ts";

const REACH = SHIP.radius + ORE.radius;

export function collectPickups(world: World): void {
  // Not `for … of`, which makes an array of each pair.
  world.pickups.forEach((pickup, key) => {
    const taker = takerOf(world, pickup);
    if (taker === undefined) return;
    world.pickups.delete(key);
    taker.energy = Math.min(SHIP.energy, taker.energy + ORE.energy);
    taker.hull = Math.min(SHIP.hull, taker.hull + ORE.hull);
    if (world.phase === PHASE.live && world.settings.firstTo === undefined) taker.score += ORE.score;
  });
}

function takerOf(world: World, pickup: SimPickup): SimShip | undefined {
  const { ships, count } = world.nearby.around(pickup.x, pickup.y, REACH);
  for (let i = 0; i < count; i++) {
    const ship = ships[i]!;
    const dx = ship.x - pickup.x;
    const dy = ship.y - pickup.y;
    if (ship.alive && !ship.away && dx * dx + dy * dy <= REACH * REACH) return ship;
  }
  return undefined;
}

export function growOre(world: World): void {
  if (world.tick % ORE.respawn !== 0) return;
  const { ore } = world.settings;
  for (let piece = Math.ceil(ore / ORE.refill); piece > 0 && world.pickups.size < ore; piece--) addOre(world);
}

/** Places all the ore of a new map. */
export function scatterOre(world: World): void {
  world.pickups.clear();
  while (world.pickups.size < world.settings.ore) addOre(world);
}

function addOre(world: World): void {
  world.pickups.set(newKey(world), freePlace(world, REACH));
}

/** Drops the ore of a wreck around it, where a ship can reach it. */
export function dropOre(world: World, x: number, y: number): void {
  for (let piece = 0; piece < ORE.fromWreck; piece++) {
    const spot = {
      x: inside(x + between(world.random, -48, 48), world.settings.size),
      y: inside(y + between(world.random, -48, 48), world.settings.size),
    };
    const open = rockAt(world.map, spot.x, spot.y, REACH) === undefined;
    world.pickups.set(newKey(world), open ? spot : { x, y });
  }
}

const inside = (at: number, size: number): number => Math.min(Math.max(at, REACH), size - REACH);
