/** Remembers the player's name between visits, where the browser allows it. */
import { NAME_LENGTH } from "../../shared/protocol.ts";

const KEY = "skirmish.name";

/** @returns the name of the last visit, or "" */
export function rememberedName(): string {
  try {
    return (localStorage.getItem(KEY) ?? "").slice(0, NAME_LENGTH);
  } catch {
    return ""; // storage can be forbidden, which is no reason not to play
  }
}

export function rememberName(name: string): void {
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // forbidden or full: the player types it again next time
  }
}
