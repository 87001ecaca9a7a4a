/** The rank of a player. A client knows the ten best players, and the ships near its own. */
import type { ArenaState } from "../../shared/schema/state.ts";

export interface Standing {
  /** 1 is the best; equal scores share a rank. Undefined outside the ten best. */
  rank: number | undefined;
  of: number;
  score: number;
}

/** @returns undefined while the ship is not in the state */
export function standingOf(state: ArenaState, key: string): Standing | undefined {
  const own = state.ships.get(key);
  if (!own) return undefined;
  const leaders = [...state.leaders.values()];
  const listed = leaders.some(({ id }) => id === own.id);
  const rank = listed ? 1 + leaders.filter(({ score }) => score > own.score).length : undefined;
  return { rank, of: state.crowd, score: own.score };
}
