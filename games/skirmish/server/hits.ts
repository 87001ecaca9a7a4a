/**
 * Hit detection with lag compensation: tests each bolt's way of this tick against ships where its shooter saw
 * them.
 */
import { INPUT, REWIND } from "../../../shared/limits.ts";
import { flown, sweep } from "../shared/bolt.ts";
import { SCORE, SHIP, WEAPONS } from "../shared/config.ts";
import { PHASE } from "../shared/phase.ts";
import { type Moment, placeAt, setMoment } from "./history.ts";
import { die } from "./spawns.ts";
import type { Box } from "./targets.ts";
import { isShielded, type SimBolt, type SimShip, type World } from "./world.ts";

/** Largest distance that a ship flies with one input, units. */
const SHIP_STEP = 21;

/**
 * @returns the largest distance that a ship has moved in this many ticks, units: delayed inputs are applied
 * several per tick, and other ships push. (Only five ships that push at once while the ship uses its whole
 * saved time budget would exceed it.)
 */
const mostMoved = (ticks: number): number =>
  Math.min(INPUT.perTick * ticks, ticks * INPUT.refill + INPUT.budget) * SHIP_STEP + ticks * SHIP.radius;

/**
 * Scratch objects: the ends of a bolt's way of this tick, the view times at both ends, and the positions of
 * one ship at these times. They are reused because a tick tests tens of thousands of pairs, and new objects
 * would burden the garbage collector.
 */
const start = { x: 0, y: 0 };
const end = { x: 0, y: 0 };
const earlier: Moment = { from: 0, to: 0, part: 0 };
const later: Moment = { from: 0, to: 0, part: 0 };
const before = { x: 0, y: 0 };
const after = { x: 0, y: 0 };
/** What the bolt may touch on its way of this tick. */
const way: Box = { left: 0, right: 0, top: 0, bottom: 0 };
/** The ship that the bolt meets first so far, and the part of its way at which it does (0…1; 2: none). */
const first: { ship: SimShip | undefined; part: number } = { ship: undefined, part: 2 };

/**
 * Ships destroyed so recently that a shooter may still see them: a bolt stops at their place, as it does on
 * the shooter's screen.
 */
const wrecks: SimShip[] = [];

export function judgeHits(world: World): void {
  if (world.bolts.size === 0) return;
  findWrecks(world);
  world.targets.fill(world.ships.values());
  for (const bolt of world.bolts.values()) {
    const target = firstHit(world, bolt);
    if (target === undefined) continue;
    world.bolts.delete(bolt.key);
    const shooter = shipOf(world, bolt.owner);
    if (target.alive && !isShielded(world, target)) damage(world, shooter, target, bolt);
  }
}

function findWrecks({ ships, tick }: World): void {
  wrecks.length = 0;
  for (const ship of ships.values()) if (!ship.alive && tick - ship.diedTick <= REWIND.max) wrecks.push(ship);
}

/** @returns the ship that the bolt meets first in this tick; undefined when it meets none */
function firstHit(world: World, bolt: SimBolt): SimShip | undefined {
  const age = world.tick - bolt.born;
  if (age <= 0) return undefined;
  const from = bolt.tested;
  const to = flown(bolt.flight, age);
  bolt.tested = to;
  const { dx, dy } = bolt.flight;
  start.x = bolt.x + dx * from;
  start.y = bolt.y + dy * from;
  end.x = bolt.x + dx * to;
  end.y = bolt.y + dy * to;
  const radius = SHIP.radius + WEAPONS[bolt.weapon]!.radius;
  const reach = radius + (to - from) + mostMoved(bolt.depth + 1);
  const seenAt = world.tick - bolt.depth;
  setMoment(earlier, seenAt - 1);
  setMoment(later, seenAt);

  first.ship = undefined;
  first.part = 2;
  surround(radius);
  const { ships, count } = world.targets.around(end.x, end.y, reach, way);
  lookAmong(ships, count, bolt.owner, seenAt, radius, reach);
  lookAmong(wrecks, wrecks.length, bolt.owner, seenAt, radius, reach);
  return first.ship;
}

/** Sets `way`. One unit more than the radius, because positions between two ticks are rounded. */
function surround(radius: number): void {
  way.left = Math.min(start.x, end.x) - radius - 1;
  way.right = Math.max(start.x, end.x) + radius + 1;
  way.top = Math.min(start.y, end.y) - radius - 1;
  way.bottom = Math.max(start.y, end.y) + radius + 1;
}

/**
 * Updates `first` with the ships that the bolt meets earlier, at the places where the shooter saw them.
 * @param radius distance between the middles of bolt and ship at which they meet, units
 * @param reach ships that are now farther than this from the end of the way, along an axis, cannot have been
 * met, units
 */
function lookAmong(
  ships: readonly SimShip[],
  count: number,
  owner: number,
  seenAt: number,
  radius: number,
  reach: number,
): void {
  for (let i = 0; i < count; i++) {
    const ship = ships[i]!;
    if (Math.abs(ship.x - end.x) > reach || Math.abs(ship.y - end.y) > reach) continue;
    if (ship.id === owner || (!ship.alive && seenAt >= ship.diedTick)) continue;
    placeAt(ship.history, earlier, before);
    placeAt(ship.history, later, after);
    const part = sweep(start.x - before.x, start.y - before.y, end.x - after.x, end.y - after.y, radius);
    if (part < 0 || part >= first.part) continue;
    first.ship = ship;
    first.part = part;
  }
}

/** @returns undefined when the shooter has left while its bolt was flying */
function shipOf(world: World, id: number): SimShip | undefined {
  for (const ship of world.ships.values()) if (ship.id === id) return ship;
  return undefined;
}

function damage(world: World, shooter: SimShip | undefined, target: SimShip, bolt: SimBolt): void {
  const { damage, name } = WEAPONS[bolt.weapon]!;
  target.hull = Math.max(0, target.hull - damage);
  target.hitTick = world.tick;
  if (shooter !== undefined) world.events.push({ type: "hit", by: shooter, target, bolt, damage });
  if (target.hull > 0) return;
  die(world, target);
  if (world.phase === PHASE.live) target.deaths++;
  if (shooter !== undefined && world.phase === PHASE.live) {
    shooter.score += world.settings.firstTo === undefined ? SCORE.kill : 1;
    shooter.kills++;
  }
  world.events.push({
    type: "kill",
    at: { x: target.x, y: target.y },
    killer: shooter?.key ?? "",
    killerName: shooter?.name ?? "",
    ...(shooter?.bot ? { killerBot: true } : {}),
    victim: target.key,
    victimName: target.name,
    ...(target.bot ? { victimBot: true } : {}),
    weapon: name,
  });
}
