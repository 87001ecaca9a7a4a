/** Formats figures, names and colours for the HUD. */
import { TICK_RATE } from "../../shared/tick.ts";
import { pilotOf } from "../browser/palettes.ts";
import { forms } from "../strings/language.ts";

export const formatNumber = (value: number): string => forms.number(value);

/**
 * @param ticks negative values count as 0
 * @returns m:ss, rounded up, so that 0:00 means that the time is over
 */
export function formatClock(ticks: number): string {
  const seconds = Math.max(0, Math.ceil(ticks / TICK_RATE));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Matches letters of scripts that are written from right to left. */
const LEFTWARD =
  /[\p{scx=Arab}\p{scx=Hebr}\p{scx=Syrc}\p{scx=Thaa}\p{scx=Nkoo}\p{scx=Mand}\p{scx=Adlm}\p{scx=Rohg}]/u;

/**
 * @returns a name for use in a sentence. A right-to-left name is isolated, because it would reorder the words
 * around it.
 */
export const inSentence = (name: string): string => (LEFTWARD.test(name) ? `\u2068${name}\u2069` : name);

/**
 * @returns CSS colour of a player in the present palette, as in the game
 * @param hue 1/256 of the hue circle
 * @param isOwn whether it is this player, for whom a palette may have a colour
 */
export function hueColour(hue: number, isOwn = false): string {
  const colour = `var(--pilot-${pilotOf(hue)}, hsl(${Math.round((hue * 360) / 256)} 85% 64%))`;
  return isOwn ? `var(--own-ship, ${colour})` : colour;
}
