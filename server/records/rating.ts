/** How a round changes ratings: OpenSkill with the Plackett-Luce model. */
import { rate, rating } from "openskill";
import type { Standing } from "../game.ts";
import type { Rating } from "./store.ts";

/** Larger rounds change no rating, because the time grows with the square of the players. */
export const MOST_RATED = 64;

export interface RatedPlayer extends Standing {
  /** Absent: the player is new. */
  readonly rating: Rating | undefined;
}

/**
 * @returns the new ratings, in the order of the players; undefined when fewer than two teams have played, or
 * too many players
 */
export function rateRound(players: readonly RatedPlayer[]): Rating[] | undefined {
  const teams = new Map<string, { standing: number; members: number[] }>();
  players.forEach(({ team, standing }, i) => {
    const known = teams.get(team);
    if (known === undefined) teams.set(team, { standing, members: [i] });
    else known.members.push(i);
  });
  if (teams.size < 2 || players.length > MOST_RATED) return undefined;
  const order = [...teams.values()];
  const rated = rate(
    order.map(({ members }) => members.map((i) => players[i]!.rating ?? rating())),
    { score: order.map(({ standing }) => standing) },
  );
  const now: Rating[] = [];
  order.forEach(({ members }, team) => {
    members.forEach((i, member) => {
      const { mu, sigma } = rated[team]![member]!;
      now[i] = { mu, sigma };
    });
  });
  return now;
}
