/** How good players are, as matchmaking compares them: from their ratings. */
import { setTimeout as wait } from "node:timers/promises";
import type { Rating, RecordStore } from "./store.ts";

/** The skill of a player without a rating: the mean of OpenSkill. */
export const NEW_SKILL = 1000;
/** A store that takes longer is not waited for, ms: the player is then taken for a new one. */
const TIMEOUT = 700;

/**
 * @returns the mean of the rating, without its uncertainty: the rating on leaderboards also grows when the
 * uncertainty shrinks, with every round
 */
export const skillOf = (rating: Rating | undefined): number =>
  rating === undefined ? NEW_SKILL : Math.round(40 * rating.mu);

/** @param player its id; undefined: a guest without one. Never rejects. */
export type ReadSkill = (mode: string, player: string | undefined) => Promise<number>;

/** @param store absent: nothing is kept, and all are new */
export const readSkills =
  (store: Pick<RecordStore, "ratings"> | undefined): ReadSkill =>
  async (mode, player) => {
    if (store === undefined || player === undefined) return NEW_SKILL;
    const read = store.ratings(mode, [player]).then(
      ([rating]) => skillOf(rating),
      () => NEW_SKILL,
    );
    const late = new AbortController();
    const first = await Promise.race([
      read,
      wait(TIMEOUT, NEW_SKILL, { signal: late.signal, ref: false }).catch(() => NEW_SKILL),
    ]);
    late.abort();
    return first;
  };
