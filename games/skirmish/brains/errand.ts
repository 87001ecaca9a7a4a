/** Decides where to go when there is no target: to the nearest ore, else to a random place. */
import { between, type Random } from "../../../shared/maths/random.ts";
import { ticks } from "../../../shared/tick.ts";
import { rockAt } from "../shared/map.ts";
import type { BrainView } from "./brain.ts";
import type { Place } from "./rocks.ts";
import { CLEARANCE } from "./steer.ts";

export interface Errand extends Place {
  /** Whether the goal is ore; the errand is over when that ore is gone. */
  ore: boolean;
  /** Tick at which the errand is given up: a goal may be out of reach. */
  until: number;
  /** Ore that could not be reached in time; this errand ignores it. */
  skip?: Place;
}

/** Ore farther than this is not worth a detour, units. */
const ORE_REACH = 700;
/** A way point counts as reached within this distance, units. */
const ARRIVED = 70;
/** Way points keep this far from the walls, units. */
const EDGE = 120;
/** Longest time for one errand, ticks: the longest way across an arena takes 10 s. */
const PATIENCE = ticks(8);

/** @returns the previous errand while it makes sense, else a new one */
export function nextErrand(view: BrainView, from: Random, previous: Errand | undefined): Errand {
  if (previous !== undefined && !isOver(view, previous)) return previous;
  const until = view.tick + PATIENCE;
  const late = previous?.ore === true && view.tick >= previous.until;
  const skip = late ? { x: previous.x, y: previous.y } : undefined;
  const ore = nearestOre(view, skip);
  const errand: Errand = ore
    ? { x: ore.x, y: ore.y, ore: true, until }
    : { ...anywhere(view, from), ore: false, until };
  return skip ? { ...errand, skip } : errand;
}

function isOver(view: BrainView, errand: Errand): boolean {
  if (view.tick >= errand.until) return true;
  if (errand.ore) return !view.ore.some((ore) => ore.x === errand.x && ore.y === errand.y);
  return squared(view.self, errand) < ARRIVED * ARRIVED || nearestOre(view, errand.skip) !== undefined;
}

function nearestOre(view: BrainView, except: Place | undefined): Place | undefined {
  let nearest: Place | undefined;
  let least = ORE_REACH * ORE_REACH;
  for (const ore of view.ore) {
    const distance = squared(view.self, ore);
    if (distance >= least || (ore.x === except?.x && ore.y === except.y)) continue;
    // Another ship is nearer and will get it first.
    if (view.ships.some((ship) => squared(ship, ore) < distance)) continue;
    least = distance;
    nearest = ore;
  }
  return nearest;
}

function anywhere(view: BrainView, from: Random): Place {
  const { map } = view;
  let place = { x: map.size / 2, y: map.size / 2 };
  for (let tries = 0; tries < 8; tries++) {
    place = { x: between(from, EDGE, map.size - EDGE), y: between(from, EDGE, map.size - EDGE) };
    if (rockAt(map, place.x, place.y, CLEARANCE) === undefined) break;
  }
  return place;
}

const squared = (a: Place, b: Place): number => (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
