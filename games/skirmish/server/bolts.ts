/** Bolts are born from shots and end at a rock, a wall or their range. Hits end them in hits.ts. */
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
    ...birth,
    key,
    flight: flightOf(world.map, birth),
    depth,
    // The barrel is tested too, so nobody is too close to be hit.
    tested: -MUZZLE,
  });
}

/** Ends the bolts that have flown their way. Runs after hits, so a bolt still hits on its last stretch. */
export function flyBolts(world: World): void {
  for (const bolt of world.bolts.values())
    if (isOver(bolt.flight, world.tick - bolt.born)) world.bolts.delete(bolt.key);
}
