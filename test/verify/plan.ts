/** What is to be proved of which game, and what a part of it found. */
import type { GameServer } from "../../server/game.ts";

export interface Plan {
  readonly game: GameServer;
  /** Names of the game's rooms. */
  readonly rooms: readonly string[];
  /** Less of everything: seconds instead of minutes. */
  readonly quick: boolean;
  /** Of the first match; the others have those that follow. */
  readonly seed: number;
  /** Bots of the measurement of capacity. */
  readonly players: number;
  /** Tells how far a part is. */
  progress(what: string): void;
}

/** A row of the table. */
export interface Row {
  readonly promise: string;
  /** How it was tried, and what came of it. */
  readonly figures: string;
  /** Undefined: a figure that is not judged. */
  readonly kept: boolean | undefined;
  /** What is wrong, and what to look at. */
  readonly faults?: readonly string[];
}

export type Part = (plan: Plan) => Promise<Row[]>;

/** @returns so many seeds */
export const seedsOf = ({ seed }: Plan, count: number): number[] =>
  Array.from({ length: count }, (_, i) => seed + i);

/** @returns the row of a promise that is kept when nothing was found against it */
export const judged = (promise: string, figures: string, faults: readonly string[]): Row => ({
  ...{ promise, figures, faults },
  kept: faults.length === 0,
});
