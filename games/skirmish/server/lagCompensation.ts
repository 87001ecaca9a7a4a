/**
 * Lag compensation: decides at which moment a shot is judged. The view time says what was on the shooter's
 * screen, but the client claims it, so the server accepts it only within the range that is possible for an
 * honest client:
 *
 *   ── old ──┤ 12 ticks ago ┄┄ back ┄┄┤ pace of the screen ════ accepted ════ present ├── future ──▶
 *
 * A view time outside is replaced by the nearest accepted one. The view time of an honest client never goes
 * back and hardly slows down, so a client cannot choose from shot to shot how far back it shoots.
 */
import { REWIND } from "../../../shared/limits.ts";
import { unwrapViewTime } from "../../../shared/viewTime.ts";
import type { ShipInput } from "../shared/input.ts";
import { NOBODY, type SimShip, type World } from "./world.ts";

/** Long frames make view times uneven by this much, 1/16 ticks. */
const SLACK = REWIND.parts / 2;

/**
 * Advances the least accepted view time of a player by one input. It counts inputs, so stalls of the link do
 * not matter.
 */
export function advanceViewTime(ship: SimShip, { seen }: ShipInput): void {
  if (seen !== NOBODY && ship.seen > 0) ship.seen += REWIND.pace;
}

/**
 * @param seen the view time in the input that fires, as received
 * @returns how many ticks in the past the shot is judged, 0…`REWIND.max`, with fractions
 */
export function rewindDepth(world: World, ship: SimShip, seen: number): number {
  // A client that has not drawn anything yet aims at the present, and sets no pace for its view times.
  if (seen === 0 && ship.seen === 0) return 0;
  const present = world.tick * REWIND.parts;
  const oldest = present - REWIND.max * REWIND.parts;
  // An input without a view time is judged in the present.
  const claimed = seen === 0 ? present : unwrapViewTime(seen, present);
  const paced = ship.seen - SLACK;
  const judged = Math.min(Math.max(claimed, paced, oldest), present);
  // Not `judged`: the screen did show a moment older than the window, and the player's next view time
  // continues from there.
  ship.seen = Math.max(ship.seen, Math.min(claimed, present));
  const outlier =
    claimed > present ? "future" : claimed < paced ? "back" : claimed < oldest ? "old" : undefined;
  if (outlier !== undefined) world.events.push({ type: "viewTime", by: ship.key, outlier, claimed });
  return (present - judged) / REWIND.parts;
}
