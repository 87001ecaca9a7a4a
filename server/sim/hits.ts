/** Who is hit: each bolt's stretch of this tick against ships where its shooter saw them. */
import { SCORE, SHIP, WEAPONS } from "../../shared/config.ts";
import { PHASE } from "../../shared/protocol.ts";
import { flown, sweep } from "../../shared/sim/bolt.ts";
import { placeAt } from "./history.ts";
import { die } from "./spawns.ts";
import { isShielded, type SimBolt, type SimShip, type World } from "./world.ts";

/** Most units a ship moves a tick; a rewound ship is at most `depth` times this from where it is. */
const SHIP_STEP = 21;

const before = { x: 0, y: 0 };
const after = { x: 0, y: 0 };

export function judgeHits(world: World): void {
  for (const bolt of world.bolts.values()) {
    const target = firstHit(world, bolt);
    if (target === undefined) continue;
    world.bolts.delete(bolt.key);
    const shooter = shipOf(world, bolt.owner);
    if (!isShielded(world, target)) damage(world, shooter, target, bolt);
  }
}

/** @returns the ship it meets first in this tick's stretch, or undefined. */
function firstHit(world: World, bolt: SimBolt): SimShip | undefined {
  const age = world.tick - bolt.born;
  if (age <= 0) return undefined;
  const from = bolt.tested;
  const to = flown(bolt.flight, age);
  bolt.tested = to;
  const { dx, dy } = bolt.flight;
  const fromX = bolt.x + dx * from;
  const fromY = bolt.y + dy * from;
  const toX = bolt.x + dx * to;
  const toY = bolt.y + dy * to;
  const radius = SHIP.radius + WEAPONS[bolt.weapon]!.radius;
  const reach = radius + (to - from) + (bolt.depth + 1) * SHIP_STEP;

  let first: SimShip | undefined;
  let earliest = 2;
  for (const ship of world.nearby.around(toX, toY, reach)) {
    if (ship.id === bolt.owner || !ship.alive) continue;
    const seenAt = world.tick - bolt.depth;
    placeAt(ship.history, seenAt - 1, before);
    placeAt(ship.history, seenAt, after);
    const part = sweep(fromX - before.x, fromY - before.y, toX - after.x, toY - after.y, radius);
    if (part >= 0 && part < earliest) {
      earliest = part;
      first = ship;
    }
  }
  return first;
}

/** A shooter may have left while its bolt flew. */
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
  if (shooter !== undefined && world.phase === PHASE.live) shooter.score += SCORE.kill;
  world.events.push({
    type: "kill",
    at: { x: target.x, y: target.y },
    killer: shooter?.key ?? "",
    killerName: shooter?.name ?? "",
    victim: target.key,
    victimName: target.name,
    weapon: name,
  });
}
