/** Types of the records API. */

/** Period of a leaderboard. `round`: the rounds that are in play or have just ended. `day`: today, UTC. */
export const PERIODS = ["round", "day", "all"] as const;
export type Period = (typeof PERIODS)[number];

/** Whole numbers, by the names in the game's `records`. */
export type Figures = { readonly [name: string]: number };

/** A row of a leaderboard. It contains no id of the player. */
export interface Ranked {
  readonly name: string;
  readonly figures: Figures;
  /** 0 for a new player; absent: the player has no rating. */
  readonly rating?: number;
}

export interface Leaderboard {
  readonly mode: string;
  readonly period: Period;
  /** The order of the rows: one of `orders`. */
  readonly by: string;
  /** All orders: names of figures, and "rating". */
  readonly orders: readonly string[];
  /** All modes with records. */
  readonly modes: readonly string[];
  /** Titles of the figures by name. */
  readonly figures: { readonly [name: string]: string };
  /** Best first. */
  readonly players: readonly Ranked[];
}

/** How a round has changed the rating of a player; a new player has 0. */
export interface RatingChange {
  /** Session id. */
  readonly player: string;
  readonly was: number;
  readonly now: number;
}

export interface ModeRecords {
  readonly figures: Figures;
  readonly rating?: number;
}

/** All-time records of a player. */
export interface OwnRecords {
  /** The name in the latest round; absent: the player has no records. */
  readonly name?: string;
  readonly modes: { readonly [mode: string]: ModeRecords };
}
