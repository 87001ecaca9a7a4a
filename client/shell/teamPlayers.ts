/** What the HUD of a game with two teams (shared/teams.ts) reads, and its players as lists show them. */
import { rankOf } from "../../shared/rank.ts";
import type { Rounds } from "../../shared/rounds.ts";
import { TEAM, type TeamGoals } from "../../shared/teams.ts";
import type { EntityMap, RoomState } from "../game.ts";
import type { AnySession } from "../session/view.ts";
import type { Leader } from "./leaders.ts";

export interface TeamSession extends AnySession {
  readonly state: RoomState & Readonly<Rounds & TeamGoals>;
}

/** The fields of a player's entity that the HUD reads; see `TeamPlayer` in shared/teams.ts. */
export interface ShownTeamPlayer {
  readonly name: string;
  readonly bot: boolean;
  readonly score: number;
  readonly team: number;
  readonly pilot: boolean;
}

/** What a game says about its teams. */
export interface TeamGame<S extends TeamSession> {
  /** Read aloud for the score. */
  readonly label: string;
  players(state: S["state"]): EntityMap<ShownTeamPlayer>;
  /** @returns the time on the clock, ticks */
  timeLeft(session: S): number;
  /** @returns as in "2 goals" */
  goals(count: number): string;
  /** A player who scored, but has no step on the podium, reads it. @returns as in "You scored twice" */
  youScored(count: number): string;
}

export interface ListedPlayer extends Leader {
  readonly rank: number;
  /** Session id; undefined when the server steers it. */
  readonly key: string | undefined;
}

/** Variables of the style sheets with the colours of the teams. */
const colourOf = (team: number): string =>
  team === TEAM.red ? "var(--team-a, #ff8590)" : "var(--team-b, #7fc0ff)";

/** @returns the first players of a list, and this player in the last row if it comes after them */
export const listed = <L extends Pick<Leader, "own">>(players: readonly L[], rows: number): L[] => {
  const own = players.findIndex((one) => one.own);
  return own < rows ? players.slice(0, rows) : [...players.slice(0, rows - 1), players[own]!];
};

/** @param team absent: of both teams. @returns players, those with most goals first */
export function playersOf<S extends TeamSession>(
  { state, key: ownKey, members }: S,
  { players }: Pick<TeamGame<S>, "players">,
  team?: number,
): ListedPlayer[] {
  const all = [...players(state).entries()].filter(([, one]) => team === undefined || one.team === team);
  const scores = all.map(([, { score }]) => score);
  return all
    .sort(([, a], [, b]) => b.score - a.score)
    .map(([key, { pilot, name, bot, score, team: of }]) => ({
      ...{ key: pilot ? undefined : key, rank: rankOf(score, scores), name, bot, score },
      ...{ colour: colourOf(of), own: key === ownKey, member: members.has(key) },
    }));
}
