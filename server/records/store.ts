/**
 * Records: what is kept of players when a round ends. Two stores keep them: a file of SQLite for a process that stands alone, Redis
 * for a cluster. Both keep this contract (test/unit/records/contract.test.ts).
 */

import type { Figures, OwnRecords, Period, Ranked } from "../../shared/records.ts";

/** How good a player is believed to be (OpenSkill): the mean, and how unsure that is. */
export interface Rating {
  readonly mu: number;
  readonly sigma: number;
}

/** What a player did in a round. */
export interface RoundEntry {
  /** The session: unique in the round. */
  readonly key: string;
  /** The id of the player. */
  readonly player: string;
  readonly name: string;
  readonly figures: Figures;
  /** How the round changes the rating. `was` is what it was computed from; absent: the player had none. */
  readonly rating?: { readonly was: Rating | undefined; readonly now: Rating };
}

export interface RoundRecord {
  /** The match and the number of the round: each of its entries is counted once, whoever writes it and however often. */
  readonly id: string;
  readonly mode: string;
  /** When the round ended, ms since 1970. */
  readonly at: number;
  readonly entries: readonly RoundEntry[];
}

/** Periods that are kept. */
export type Kept = Exclude<Period, "round">;

/** The name that stands for the rating beside those of figures. */
export const RATING = "rating";

/** Entries of a round are remembered, so that none is counted twice, for this long, s. No writer keeps one longer than half of it. */
export const REMEMBERED = 2 * 24 * 3600;
/** A round that is shown while it is played is forgotten after this without news of it, ms. */
export const SHOWN = 30_000;
/** The longest leaderboard. */
export const LONGEST = 100;

/** Every method rejects when the store does not answer in time; what was asked may happen nevertheless. */
export interface RecordStore {
  /**
   * Counts entries that were not counted before, all or none of them.
   * @returns how many were new; "stale": a rating has changed since it was read, and nothing was written
   */
  add(round: RoundRecord): Promise<number | "stale">;
  /** @returns ratings of players in a mode, in their order */
  ratings(mode: string, players: readonly string[]): Promise<(Rating | undefined)[]>;
  /** @param by a figure, or RATING with "all" @param most up to LONGEST @returns the best first; none that has 0 */
  best(mode: string, period: Kept, by: string, most: number): Promise<Ranked[]>;
  /** @returns undefined when nothing is kept of the player */
  of(player: string): Promise<OwnRecords | undefined>;
  /** Deletes all that is kept of a player, and what other writers still have of rounds that ended before. */
  erase(player: string): Promise<void>;
  /** Shows how a round stands; an empty list: it is not shown any more. */
  show(mode: string, room: string, players: readonly Ranked[]): Promise<void>;
  /** @returns players of the rounds of a mode that are shown */
  shown(mode: string): Promise<Ranked[]>;
  close(): Promise<void>;
}

/** @returns the day that records of "today" belong to, as in 2026-11-30 */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** @returns the rating as people see it: a new player has 0, and with each round it is surer */
export const shownRating = ({ mu, sigma }: Rating): number => Math.max(0, Math.round(40 * (mu - 3 * sigma)));
