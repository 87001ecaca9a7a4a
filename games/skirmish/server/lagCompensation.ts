/**
 * Which moment a shot is judged at. Its stamp says what was on the shooter's screen, but it is the client's word, so it
 * is believed only as far as an honest screen could be there:
 *
 *   ── old ──┤ 12 ticks ago ┄┄ back ┄┄┤ the screen's pace ════ believed ════ present ├── future ──▶
 *
 * What lies outside counts as the nearest moment inside. A screen never goes back and hardly slows down, so a client
 * cannot choose how deep it looks from shot to shot: whatever it says first it has to stay with.
 */
import { REWIND } from "../../../shared/limits.ts";
import { unwrapViewTime } from "../../../shared/viewTime.ts";
import type { ShipInput } from "../shared/input.ts";
import { NOBODY, type SimShip, type World } from "./world.ts";

/** Long frames make stamps uneven by this much, parts of a tick. */
const SLACK = REWIND.parts / 2;

/** Moves a player's screen on by one input: counted in inputs, stalls of the link do not matter. */
export function advanceViewTime(ship: SimShip, { seen }: ShipInput): void {
  if (seen !== NOBODY && ship.seen > 0) ship.seen += REWIND.pace;
}

/**
 * @param seen the stamp of the input that fires
 * @returns how many ticks in the past the shot's targets are to be looked at, 0…`REWIND.max`, with fractions
 */
export function rewindDepth(world: World, ship: SimShip, seen: number): number {
  const present = world.tick * REWIND.parts;
  const oldest = present - REWIND.max * REWIND.parts;
  // An input without a view time is judged in the present.
  const stamp = seen === 0 ? present : unwrapViewTime(seen, present);
  const paced = ship.seen - SLACK;
  const judged = Math.min(Math.max(stamp, paced, oldest), present);
  // Not `judged`: what the window cuts off has been seen all the same, and the next stamp goes on from there.
  ship.seen = Math.max(ship.seen, Math.min(stamp, present));
  if (stamp > present) world.events.push({ type: "stamp", outlier: "future" });
  else if (stamp < paced) world.events.push({ type: "stamp", outlier: "back" });
  else if (stamp < oldest) world.events.push({ type: "stamp", outlier: "old" });
  return (present - judged) / REWIND.parts;
}
