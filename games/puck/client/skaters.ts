/** Skaters as lists show them. */
import type { Leader } from "../../../client/shell/leaders.ts";
import { rankOf } from "../../../shared/rank.ts";
import { TEAM, type Team } from "../shared/teams.ts";
import type { PuckSession } from "./puckClient.ts";

/** Variables of the style sheets with the colours of the teams. */
const COLOURS = { [TEAM.red]: "var(--team-a, #ff8590)", [TEAM.blue]: "var(--team-b, #7fc0ff)" } as const;

export interface ListedSkater extends Leader {
  readonly rank: number;
  /** Session id; undefined when the server moves it. */
  readonly key: string | undefined;
}

/**
 * @param team absent: of both teams.
 * @returns skaters, those with most goals first; `score` is their goals
 */
export function skatersOf({ state, key: ownKey, members }: PuckSession, team?: Team): ListedSkater[] {
  const all = [...state.skaters.entries()].filter(([, skater]) => team === undefined || skater.team === team);
  const scores = all.map(([, { score }]) => score);
  return all
    .sort(([, a], [, b]) => b.score - a.score)
    .map(([key, { pilot, name, bot, score, team: of }]) => ({
      ...{ key: pilot ? undefined : key, rank: rankOf(score, scores), name, bot, score },
      ...{ colour: COLOURS[of as Team], own: key === ownKey, member: members.has(key) },
    }));
}
