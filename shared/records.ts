/** Records of players as the API tells them. */

/** `round`: as the rounds stand that are played now, or have just ended. `day`: today, UTC. */
export const PERIODS = ["round", "day", "all"] as const;
export type Period = (typeof PERIODS)[number];

/** Whole numbers by the names that the game gives them. */
export type Figures = { readonly [name: string]: number };

/** A row of a leaderboard. It has no id. */
export interface Ranked {
  readonly name: string;
  readonly figures: Figures;
  /** Of a new player 0; absent: the player has none. */
  readonly rating?: number;
}

export interface Leaderboard {
  readonly mode: string;
  readonly period: Period;
  /** What the rows are ordered by: one of `orders`. */
  readonly by: string;
  /** What rows can be ordered by: names of figures, and "rating". */
  readonly orders: readonly string[];
  /** All modes that have records. */
  readonly modes: readonly string[];
  /** By name, as people read them. */
  readonly figures: { readonly [name: string]: string };
  /** The best first. */
  readonly players: readonly Ranked[];
}

export interface ModeRecords {
  readonly figures: Figures;
  readonly rating?: number;
}

/** What is kept of a player, of all time. */
export interface OwnRecords {
  /** As in the latest round; absent: nothing is kept. */
  readonly name?: string;
  readonly modes: { readonly [mode: string]: ModeRecords };
}
