/** The plan of a verification, and the result of one of its parts. */
import type { GameServer } from "../../server/game.ts";

export interface Plan {
  readonly game: GameServer;
  /** Names of the game's rooms. */
  readonly rooms: readonly string[];
  /** Less of everything: seconds instead of minutes. */
  readonly quick: boolean;
  /** Seed of the first match; further matches have the following ones. */
  readonly seed: number;
  /** Number of bots for the measurement of capacity. */
  readonly players: number;
  /** Reports the progress of a part. */
  progress(what: string): void;
}

/** A row of the table. */
export interface Row {
  readonly promise: string;
  /** The method and its result. */
  readonly figures: string;
  /** Undefined: a figure without a verdict. */
  readonly kept: boolean | undefined;
  /** The faults, with the places to look at. */
  readonly faults?: readonly string[];
}

export type Part = (plan: Plan) => Promise<Row[]>;

/** @returns this number of seeds */
export const seedsOf = ({ seed }: Plan, count: number): number[] =>
  Array.from({ length: count }, (_, i) => seed + i);

/** @returns the row of a promise, which is kept if there are no faults */
export const judged = (promise: string, figures: string, faults: readonly string[]): Row => ({
  ...{ promise, figures, faults },
  kept: faults.length === 0,
});
