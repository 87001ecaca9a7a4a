/** What a player may be called; the same on the title screen and on the server, which also minds swear words. */
import { NAME_LIMIT } from "./protocol.ts";
import { fits, visibleText } from "./text.ts";

/** White space, and what some keyboards leave behind a word: U+200C and marks of direction. */
const EDGES = /^[\s\u200C\u200E\u200F\u061C]+|[\s\u200C\u200E\u200F\u061C]+$/gu;

/** @returns the name as it is meant: composed, without white space around it, single spaces between its words */
export const tidyName = (wish: string): string =>
  // Composing shortens a name, but never to a quarter.
  wish
    .slice(0, 4 * NAME_LIMIT.bytes)
    .normalize("NFC")
    .replace(EDGES, "")
    .replace(/\p{Zs}+/gu, " ");

/** @param name tidied, not empty @returns what is wrong, to follow "this name"; undefined when it is a name */
export function nameFault(name: string): string | undefined {
  if (!fits(name, NAME_LIMIT))
    return fits(name, { ...NAME_LIMIT, bytes: Number.POSITIVE_INFINITY })
      ? "is too elaborate: use fewer or simpler characters"
      : `has more than ${NAME_LIMIT.graphemes} characters`;
  if (visibleText(name) !== name)
    return "has characters that cannot be seen, that change the direction of text, or that pile up on a letter";
  return undefined;
}

/** What stands before the name of a bot. */
export const BOT_MARK = "[bot]";

/** @returns the name of a player as others see it. The mark comes first, so that no list cuts it off. */
export const markedName = (name: string, isBot = false): string => (isBot ? `${BOT_MARK} ${name}` : name);
