/**
 * The best result of this browser's player in one round of each mode, for as long as the browser keeps it.
 */
import { attempt } from "./attempt.ts";
import { keep, recall } from "./storage.ts";

const KEY = "skirmish.bests";

type Bests = { readonly [mode: string]: number };

/** @returns the best results by mode; none where the stored text is malformed */
export function recallBests(): Bests {
  const stored: unknown = attempt(() => JSON.parse(recall(KEY)));
  if (typeof stored !== "object" || stored === null) return {};
  return Object.fromEntries(Object.entries(stored).filter(([, value]) => Number.isSafeInteger(value)));
}

/** Keeps a result if it is the best one. @returns whether it is */
export function keepBest(mode: string, result: number): boolean {
  const bests = recallBests();
  if (result <= (bests[mode] ?? 0)) return false;
  keep(KEY, JSON.stringify({ ...bests, [mode]: result }));
  return true;
}

export const forgetBests = (): void => keep(KEY, "");
