/** The rocks around a pilot, collected once a tick, so that every later query tests few of them. */
import type { ArenaMap, Rock } from "../shared/map.ts";

/** A place in the world, units. */
export interface Place {
  x: number;
  y: number;
}

/** @returns the rocks that overlap the square of `reach` units each way around a place, in map order */
export function rocksNear(map: ArenaMap, at: Place, reach: number): Rock[] {
  const near: Rock[] = [];
  for (const rock of map.rocks) {
    const far = reach + rock.radius;
    if (rock.x - at.x < far && at.x - rock.x < far && rock.y - at.y < far && at.y - rock.y < far)
      near.push(rock);
  }
  return near;
}

/**
 * Finds the first rock that a moving circle meets.
 * @param dx @param dy unit direction
 * @param reach length of the way, units
 * @param clearance radius of the circle, units
 */
export function firstRock(
  rocks: readonly Rock[],
  from: Place,
  dx: number,
  dy: number,
  reach: number,
  clearance: number,
): Rock | undefined {
  let first: Rock | undefined;
  let nearest = reach;
  for (const rock of rocks) {
    const rx = rock.x - from.x;
    const ry = rock.y - from.y;
    const along = rx * dx + ry * dy;
    const touch = rock.radius + clearance;
    if (along <= 0 || along - touch >= nearest) continue;
    const aside = rx * rx + ry * ry - along * along;
    if (aside >= touch * touch) continue;
    const distance = along - Math.sqrt(touch * touch - aside);
    if (distance >= nearest) continue;
    nearest = distance;
    first = rock;
  }
  return first;
}

/** @returns whether a bolt with this radius can fly from one place to the other, past all rocks */
export function inSight(rocks: readonly Rock[], from: Place, to: Place, radius: number): boolean {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.sqrt(dx * dx + dy * dy);
  return length === 0 || firstRock(rocks, from, dx / length, dy / length, length, radius) === undefined;
}
