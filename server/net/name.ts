/** The name of a player. */
import { nameFault, tidyName } from "../../shared/names.ts";
import type { ServerMessages } from "../../shared/protocol.ts";
import type { TextFilter } from "./textFilter.ts";

export interface Named {
  name: string;
  /**
   * What is wrong with the requested name, worded to follow "this name"; absent when it is used, or none was
   * requested.
   */
  refused?: string;
}

/**
 * @param wish requested by the client: it may be anything
 * @param number 0…9999, for a name when the request is refused
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

/** @returns the number in a generated name; the same player always gets the same number */
export const pilotNumber = (id: string): number => Number.parseInt(id.slice(0, 8), 16) % 10_000 || 0;

/** @returns the message to a player whose requested name is not used */
export const refusedName = ({ name, refused }: Required<Named>): ServerMessages["notice"] => ({
  text: `You play as ${name}: the name you asked for ${refused}.`,
  ...{ code: "otherName", values: { name, refused } },
});
