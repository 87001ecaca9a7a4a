/** Two teams: red defends the left goal, blue the right one. */
import { type Body, RINK } from "./rink.ts";

export const TEAM = { red: 0, blue: 1 } as const;
export type Team = (typeof TEAM)[keyof typeof TEAM];

/** Hue of each team, 1/256 of the colour circle. */
export const HUES = [250, 150] as const;

/** @returns where the n-th skater (from 0) of a team lines up for a face-off, units */
export function lineUp(team: Team, n: number): { x: number; y: number } {
  const [row, column] = [n % 3, Math.floor(n / 3)];
  const fromMiddle = 200 + 180 * column;
  const x = RINK.width / 2 + (team === TEAM.red ? -fromMiddle : fromMiddle);
  return { x, y: RINK.height / 2 + (row === 0 ? 0 : row === 1 ? -200 : 200) };
}

/** @returns the team that scores with the puck at this place; undefined: neither does */
export function scorerAt({ x }: Readonly<Body>): Team | undefined {
  return x < 0 ? TEAM.blue : x > RINK.width ? TEAM.red : undefined;
}
