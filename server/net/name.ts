/** The name a player goes by. */
import { nameFault, tidyName } from "../../shared/names.ts";
import type { TextFilter } from "./textFilter.ts";

export interface Named {
  name: string;
  /** What is wrong with the name that was asked for, to follow "this name"; absent when it is used, or none was asked for. */
  refused?: string;
}

/**
 * @param wish the client's word: anything at all
 * @param number 0…9999, for a name when the wish cannot be granted
 * @returns 1–16 visible characters (grapheme clusters)
 */
export function playerName(wish: unknown, number: number, words: TextFilter): Named {
  const name = `Pilot-${String(number).padStart(4, "0")}`;
  if (wish === undefined || wish === null) return { name };
  if (typeof wish !== "string") return { name, refused: "is not text" };
  const wanted = tidyName(wish);
  if (wanted === "") return { name };
  const refused = nameFault(wanted) ?? (words.isProfane(wanted) ? "reads like a swear word" : undefined);
  return refused === undefined ? { name: wanted } : { name, refused };
}

/** @returns the number in the name of a player who has no other: the same for the same player */
export const pilotNumber = (id: string): number => Number.parseInt(id.slice(0, 8), 16) % 10_000 || 0;

/** @returns what a player is told whose name is not used */
export const refusedName = ({ name, refused }: Required<Named>): string =>
  `You play as ${name}: the name you asked for ${refused}.`;
