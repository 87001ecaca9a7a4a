/** The name a player goes by. */
import { NAME_LENGTH } from "../../shared/protocol.ts";
import { isFoul, visible } from "./words.ts";

/** Letters, digits, punctuation, symbols and single spaces: what can be seen. No marks to stack, no direction tricks. */
const VISIBLE = /^[\p{L}\p{N}\p{P}\p{S} ]+$/u;

/** No name is longer, whatever it is written in. */
const LONGEST = 256;

/**
 * @param wish the client's word: anything at all
 * @param number 0…9999, for a name when the wish cannot be granted
 * @returns 1–16 visible characters
 */
export function playerName(wish: unknown, number: number): string {
  const fallback = `Pilot-${String(number).padStart(4, "0")}`;
  if (typeof wish !== "string") return fallback;
  const name = wish.slice(0, LONGEST).normalize("NFC").trim().replace(/ +/g, " ");
  const isFine = VISIBLE.test(name) && visible(name) === name && [...name].length <= NAME_LENGTH;
  return isFine && !isFoul(name) ? name : fallback;
}
