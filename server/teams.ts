/** Rules of a game in which two teams play for goals (shared/teams.ts). */
import type { Broadcaster } from "../shared/rules.ts";
import {
  goalsOf,
  leadingTeam,
  TEAM,
  TEAMS,
  type Team,
  type TeamGoals,
  type TeamPlayer,
} from "../shared/teams.ts";
import type { Standing } from "./game.ts";

type Players = ReadonlyMap<string, TeamPlayer>;

/** @param withPilots whether pilots count @returns how many players a team has */
export function sizeOf(players: Players, team: Team, withPilots = true): number {
  let size = 0;
  for (const player of players.values()) if (player.team === team && (withPilots || !player.pilot)) size++;
  return size;
}

/** @returns the team that a new player strengthens: pilots do not count, because they make room */
export const smallerTeam = (players: Players): Team =>
  sizeOf(players, TEAM.red, false) <= sizeOf(players, TEAM.blue, false) ? TEAM.red : TEAM.blue;

/**
 * Adds or removes one pilot a team and tick until each team has `least` players, or as many as the larger
 * team has without pilots, whichever is more.
 * @param least 0: no pilots
 * @param add adds a pilot to a team
 */
export function fillTeams<P extends TeamPlayer>(
  players: Map<string, P>,
  least: number,
  add: (team: Team) => void,
): void {
  const wanted = least === 0 ? 0 : Math.max(least, ...TEAMS.map((team) => sizeOf(players, team, false)));
  for (const team of TEAMS) {
    const size = sizeOf(players, team);
    if (size < wanted) add(team);
    else if (size > wanted) {
      const pilot = [...players.values()].find((one) => one.team === team && one.pilot);
      if (pilot !== undefined) players.delete(pilot.key);
    }
  }
}

/** A goal of the latest tick. */
export interface Goal {
  readonly team: Team;
  /** Name of the scorer; "" when nobody of that team has touched the ball. */
  readonly by: string;
}

export function addGoal(world: TeamGoals, team: Team): void {
  if (team === TEAM.red) world.red++;
  else world.blue++;
}

const NAMES = { [TEAM.red]: "Red", [TEAM.blue]: "Blue" } as const;

/** Pages show it in their language, and with the colours of their palette (client/shell/notices.ts). */
export function announceGoal({ team, by }: Goal, to: Broadcaster): void {
  to.announce(`${NAMES[team]} scores${by && `: ${by}`}`, { code: "teamGoal", values: { team, by } });
}

/** The players of the team with more goals have won. A draw has no winner. */
export function crown(world: Readonly<TeamGoals>, players: Players): void {
  const winner = leadingTeam(world);
  for (const player of players.values()) player.won = player.team === winner;
}

/** For `RecordRules.standing`. */
export const teamStanding = (world: Readonly<TeamGoals>, { team }: TeamPlayer): Standing => ({
  ...{ team: String(team), standing: goalsOf(world, team) },
});
