/** How things are written and coloured in the HUD. */
import { TICK_RATE } from "../../shared/config.ts";

const NUMBERS = new Intl.NumberFormat("en");

export const formatNumber = (value: number): string => NUMBERS.format(value);

/** @param ticks negative counts as 0 @returns m:ss, rounded up so that 0:00 means over */
export function formatClock(ticks: number): string {
  const seconds = Math.max(0, Math.ceil(ticks / TICK_RATE));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The colour of a ship, as the game draws it. @param hue 1/256 of the colour circle */
export const hueColour = (hue: number): string => `hsl(${Math.round((hue * 360) / 256)} 85% 64%)`;

/** @returns 1st, 2nd, 3rd, 4th … */
export function ordinal(rank: number): string {
  const teen = rank % 100 >= 11 && rank % 100 <= 13;
  return `${rank}${(teen ? undefined : ["th", "st", "nd", "rd"][rank % 10]) ?? "th"}`;
}
