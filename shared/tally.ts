/** Figures of each player over a round without a server, also of players that have left. */
import type { Follower } from "./arena.ts";

/**
 * @param zero figures of a player that has done nothing
 * @param count called after each step; `of` returns the figures of a player, which it changes
 */
export function tally<Name extends string>(
  zero: { readonly [name in Name]: number },
  count: (of: (key: string) => { [name in Name]: number }) => void,
): Follower {
  const all = new Map<string, { [name in Name]: number }>();
  const of = (key: string): { [name in Name]: number } => {
    let figures = all.get(key);
    if (figures === undefined) {
      figures = { ...zero };
      all.set(key, figures);
    }
    return figures;
  };
  return { stepped: () => count(of), figures: (key) => ({ ...of(key) }) };
}
