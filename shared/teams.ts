/** Two teams that play for goals: what their rules, their HUD and matches without a server have in common. */
export const TEAM = { red: 0, blue: 1 } as const;
export type Team = (typeof TEAM)[keyof typeof TEAM];
export const TEAMS: readonly Team[] = [TEAM.red, TEAM.blue];

/** Hue of each team, 1/256 of the colour circle. */
export const HUES = [250, 150] as const;

/** Goals of each team in this round. The world and the root of the state have them. */
export interface TeamGoals {
  red: number;
  blue: number;
}

/** A player's entity extends this. */
export interface TeamPlayer {
  key: string;
  team: Team;
  /** Its own goals in this round. */
  score: number;
  /** The server steers it. */
  pilot: boolean;
  /** Whether its team has won the round. */
  won: boolean;
}

export const goalsOf = ({ red, blue }: Readonly<TeamGoals>, team: Team): number =>
  team === TEAM.red ? red : blue;

/** @returns the team with more goals; undefined for a draw */
export const leadingTeam = ({ red, blue }: Readonly<TeamGoals>): Team | undefined =>
  red === blue ? undefined : red > blue ? TEAM.red : TEAM.blue;
