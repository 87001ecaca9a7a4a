/** Which messages of other players this player wants to read. */
import type { SettingValues } from "../browser/settings.ts";

export type ChatLevel = SettingValues["chat"];
export type ChatKind = "chat" | "quickChat" | "emote";

/** A word of which the server has left the first letter; see server/net/profanity.ts. */
const MASKED = /[\p{L}\p{N}](?: ?\*){2,}/u;

/** @returns whether the level shows a message of another player. @param text of a line of chat */
export function isShown(level: ChatLevel, kind: ChatKind, text = ""): boolean {
  if (level === "off") return false;
  if (kind !== "chat" || level === "all") return true;
  return level === "clean" && !MASKED.test(text);
}
