/** A duel against a bot, in which nothing counts. */
import type { Settings } from "./config.ts";

interface Fought {
  readonly settings: Settings;
  readonly ships: ReadonlyMap<string, { readonly pilot?: unknown }>;
}

export function isPractice({ settings, ships }: Fought): boolean {
  if (settings.firstTo === undefined) return false;
  for (const { pilot } of ships.values()) if (pilot !== undefined) return true;
  return false;
}
