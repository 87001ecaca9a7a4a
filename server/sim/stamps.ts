/**
 * What a player says it saw, and what of that is believed. The stamp of an input names the tick on the player's screen;
 * a shot is judged there. It is the client's word, so a lie must not pay:
 *
 *   ... ship.seen ──at least PACE an input──▶ floor ≤ stamp ≤ present        and never deeper than REWIND.max
 */
import { REWIND } from "../../shared/config.ts";
import type { SimShip, World } from "./world.ts";

/**
 * A screen goes on at least this fast, ticks an input: an honest one slows by a tenth at most. Without it a player could
 * stop its clock while a target is in the open, and shoot when it no longer is.
 */
const PACE = 0.85;

/**
 * Takes in the stamp of an input that is flown now.
 * @param seen in parts of a tick; 0 when unknown
 * @returns what is believed, in the same unit; 0 for "the present"
 */
export function believe(world: World, ship: SimShip, seen: number): number {
  const present = world.tick * REWIND.parts;
  const known = ship.seen > 0;
  if (known) ship.seen = Math.min(present, ship.seen + PACE * REWIND.parts);
  if (seen === 0) return 0;
  ship.seen = Math.min(present, known ? Math.max(seen, ship.seen) : seen);
  return ship.seen;
}

/** @returns ticks in the past at which the targets of a shot are looked at. @param seen as believed */
export const rewindDepth = (tick: number, seen: number): number =>
  seen === 0 ? 0 : Math.min(tick - seen / REWIND.parts, REWIND.max);
