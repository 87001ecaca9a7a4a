/** The rank of the player. A client knows only the ten best players and the ships in its interest set. */
import { rankOf } from "../../../../shared/rank.ts";
import type { ArenaState } from "../../shared/schema/state.ts";

export interface Standing {
  /** 1 is the best; equal scores share a rank. Undefined for a player who is not among the ten best. */
  rank: number | undefined;
  /** Number of players in the room. */
  of: number;
  score: number;
}

/** @returns undefined while the state does not contain the ship */
export function standingOf(state: ArenaState, key: string): Standing | undefined {
  const own = state.ships.get(key);
  if (!own) return undefined;
  const leaders = [...state.leaders.values()];
  const listed = leaders.some(({ id }) => id === own.id);
  const scores = leaders.map(({ score }) => score);
  const rank = listed ? rankOf(own.score, scores) : undefined;
  return { rank, of: state.crowd, score: own.score };
}
