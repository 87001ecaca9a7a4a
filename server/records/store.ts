/**
 * Records: what the server keeps of players when a round ends. Two stores implement this contract
 * (test/unit/records/contract.test.ts): an SQLite file for a process without Redis, and Redis for a cluster.
 */
import type { Figures, OwnRecords, Period, Ranked } from "../../shared/records.ts";

/** Estimated skill of a player (OpenSkill): the mean, and its uncertainty. */
export interface Rating {
  readonly mu: number;
  readonly sigma: number;
}

/** The result of a player in a round. */
export interface RoundEntry {
  /** Session id: unique in the round. */
  readonly key: string;
  /** Id of the player. */
  readonly player: string;
  readonly name: string;
  readonly figures: Figures;
  /**
   * How the round changes the rating. `was`: the rating that it was computed from; undefined: the player had
   * none.
   */
  readonly rating?: { readonly was: Rating | undefined; readonly now: Rating };
}

export interface RoundRecord {
  /**
   * The match and the number of the round. Each of its entries is counted once, however often and by
   * whichever process it is written.
   */
  readonly id: string;
  readonly mode: string;
  /** When the round ended, ms since 1970. */
  readonly at: number;
  readonly entries: readonly RoundEntry[];
}

/** Periods of which totals are kept. */
export type KeptPeriod = Exclude<Period, "round">;

/** Order by rating, beside the orders by figure. */
export const RATING = "rating";

/**
 * How long the entries of a round are remembered, so that none is counted twice, s. No writer keeps an entry
 * longer than half of it.
 */
export const REMEMBERED = 2 * 24 * 3600;
/** A running round is removed from the leaderboard after this long without an update, ms. */
export const SHOWN = 30_000;
/** The longest leaderboard. */
export const LONGEST = 100;

/** Every method rejects when the store does not answer in time; the request may be executed nevertheless. */
export interface RecordStore {
  /**
   * Counts entries that were not counted before, all or none of them.
   * @returns how many were new; "stale": a rating has changed since it was read, and nothing was written
   */
  add(round: RoundRecord): Promise<number | "stale">;
  /** @returns ratings of players in a mode, in their order */
  ratings(mode: string, players: readonly string[]): Promise<(Rating | undefined)[]>;
  /**
   * @param by a figure, or RATING with "all"
   * @param most up to LONGEST
   * @returns the best first; none that has 0
   */
  best(mode: string, period: KeptPeriod, by: string, most: number): Promise<Ranked[]>;
  /** @returns undefined when nothing is kept of the player */
  of(player: string): Promise<OwnRecords | undefined>;
  /** Deletes all that is kept of a player, and what other writers still have of rounds that ended before. */
  erase(player: string): Promise<void>;
  /** Publishes the standings of a running round; an empty list removes them. */
  show(mode: string, room: string, players: readonly Ranked[]): Promise<void>;
  /** @returns players of the rounds of a mode that are shown */
  shown(mode: string): Promise<Ranked[]>;
  close(): Promise<void>;
}

/** @returns the day that records of "today" belong to, as in 2026-11-30 */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** @returns the rating as people see it: a new player has 0, and with each round it is surer */
export const shownRating = ({ mu, sigma }: Rating): number => Math.max(0, Math.round(40 * (mu - 3 * sigma)));
