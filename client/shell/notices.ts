/** Notices of the server in the language of the page. */
import type { ServerMessages } from "../../shared/protocol.ts";
import type { Notices } from "../page.ts";
import { words } from "../strings/index.ts";

/** @returns the text to show: the server's own for a code that neither the page nor its game knows */
export function noticeInWords(
  { text, code, values = {} }: ServerMessages["notice"],
  ofGame: Notices = {},
): string {
  if (code === undefined) return text;
  for (const notices of [ofGame, words.notices as Notices])
    if (Object.hasOwn(notices, code)) return notices[code]!(values);
  return text;
}
