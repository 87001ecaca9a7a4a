/**
 * Creates bolts from shots, and removes them at a rock, a wall or their range. hits.ts removes bolts that hit
 * a ship.
 */
import { flightOf, isOver } from "../shared/bolt.ts";
import { MUZZLE } from "../shared/ship.ts";
import { newKey, type Shot, type World } from "./world.ts";

/** Turns this tick's shots into bolts. */
export function fire(world: World): void {
  for (const shot of world.shots) launch(world, shot);
  world.shots.length = 0;
}

function launch(world: World, shot: Shot): void {
  const { x, y, angle, weapon, depth } = shot;
  const birth = { x, y, angle, weapon, owner: shot.ship.id, shot: shot.shot, born: world.tick };
  const key = newKey(world);
  world.bolts.set(key, {
    // One by one: V8 stores members that are added to a spread copy in a separate array.
    key,
    x,
    y,
    angle,
    weapon,
    owner: birth.owner,
    shot: birth.shot,
    born: birth.born,
    flight: flightOf(world.map, birth),
    depth,
    // The test starts at the middle of the shooter's ship, so that a bolt also hits a ship closer than its
    // muzzle.
    tested: -MUZZLE,
  });
}

/**
 * Removes the bolts that have reached their end. Runs after hits, so that a bolt can still hit in its last
 * tick.
 */
export function flyBolts(world: World): void {
  for (const bolt of world.bolts.values())
    if (isOver(bolt.flight, world.tick - bolt.born)) world.bolts.delete(bolt.key);
}
