/**
 * Ratings of the brains of a league: OpenSkill, by the Plackett-Luce model, shown on a scale that begins with
 * 1500.
 */
import { rate, rating } from "openskill";
import type { Round } from "../spar/round.ts";

export interface Rated {
  readonly name: string;
  /** Points, and half the width of the 95 % confidence interval. */
  rating: number;
  uncertainty: number;
  /** After each of its rounds. */
  readonly history: number[];
}

/** Shown points per point of the model, whose ratings begin with 25. */
const SCALE = 60;
/** Standard deviations that cover 95 % of a normal distribution. */
const WIDTH = 1.96;

/** @param rounds in the order of the schedule @returns in the order of the names */
export function ratingsOf(names: readonly string[], rounds: readonly Round[]): Rated[] {
  const model = new Map(names.map((name) => [name, rating()]));
  const rated = new Map(
    names.map((name): [string, Rated] => [name, { name, rating: 0, uncertainty: 0, history: [] }]),
  );
  const show = (name: string): void => {
    const { mu, sigma } = model.get(name)!;
    Object.assign(rated.get(name)!, { rating: mu * SCALE, uncertainty: sigma * SCALE * WIDTH });
  };
  for (const name of names) show(name);
  for (const { places } of rounds) {
    const players = places.flatMap((place, rank) => place.map((name) => ({ name, rank })));
    const after = rate(
      players.map(({ name }) => [model.get(name)!]),
      { rank: players.map(({ rank }) => rank) },
    );
    players.forEach(({ name }, i) => {
      model.set(name, after[i]![0]!);
      show(name);
      rated.get(name)!.history.push(rated.get(name)!.rating);
    });
  }
  return [...rated.values()];
}
