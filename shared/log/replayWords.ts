/** Texts about a kept match, for the console and the command line. */
import type { ReplayEntry } from "./replays.ts";

/** Most names of players that are listed. */
const NAMES = 4;

export function durationOf({ ticks, tickRate = 30 }: ReplayEntry): string {
  const seconds = Math.round(ticks / tickRate);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export const namesOf = (names: readonly string[]): string =>
  names.length > NAMES
    ? `${names.slice(0, NAMES).join(", ")} and ${names.length - NAMES} more`
    : names.join(", ") || "–";

export const stateOf = ({ running, over, pinned, holes, damaged }: ReplayEntry): string =>
  [
    running ? "running" : over ? "over" : "cut off",
    ...(pinned ? ["pinned"] : []),
    ...(holes > 0 ? [`${holes} holes`] : []),
    ...(damaged === undefined ? [] : ["damaged"]),
  ].join(", ");
