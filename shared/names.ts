/**
 * Rules for the names of players: the same on the title screen and on the server, which also refuses swear
 * words.
 */
import { NAME_LIMIT } from "./protocol.ts";
import { fits, visibleText } from "./text.ts";

/** White space, and the characters that some keyboards add after a word: U+200C and direction marks. */
const EDGES = /^[\s\u200C\u200E\u200F\u061C]+|[\s\u200C\u200E\u200F\u061C]+$/gu;

/** @returns the name in normalized form: composed (NFC), trimmed, with single spaces between words */
export const tidyName = (wish: string): string =>
  // Composing never shortens a name to less than a quarter.
  wish
    .slice(0, 4 * NAME_LIMIT.bytes)
    .normalize("NFC")
    .replace(EDGES, "")
    .replace(/\p{Zs}+/gu, " ");

/**
 * @param name tidied, not empty
 * @returns the fault, as a predicate of "this name"; undefined when the name is valid
 */
export function nameFault(name: string): string | undefined {
  if (!fits(name, NAME_LIMIT))
    return fits(name, { ...NAME_LIMIT, bytes: Number.POSITIVE_INFINITY })
      ? "is too elaborate: use fewer or simpler characters"
      : `has more than ${NAME_LIMIT.graphemes} characters`;
  if (visibleText(name) !== name)
    return "has characters that cannot be seen, that change the direction of text, or that pile up on a letter";
  return undefined;
}

/** Prefix of the name of a bot. */
export const BOT_MARK = "[bot]";

/** Prefix of the name of a member of the own party. */
export const PARTY_MARK = "★";

/** Prefix of the name of the player that leads a round. */
export const LEADER_MARK = "♛";

/** @returns the name of a player as others see it. The mark is a prefix, so that no list cuts it off. */
export const markedName = (name: string, isBot = false): string => (isBot ? `${BOT_MARK} ${name}` : name);
