/**
 * The HUD of a game with two teams: the goals of both and the remaining time, top centre, beside them the
 * players with their goals, and the result after a round. On a screen that is held upright the players are
 * below the field: `GameScene` says where it ends (`--below-field`); without one they are in the lower half.
 */
import "../style/teams.css";
import { TEAM, type Team } from "../../shared/teams.ts";
import { words } from "../strings/index.ts";
import { element, region, textSetter } from "./dom.ts";
import { formatClock } from "./format.ts";
import type { PartsByPlace } from "./hud.ts";
import { createLeaders } from "./leaders.ts";
import type { Context, Part } from "./part.ts";
import { listed, playersOf, type TeamGame, type TeamSession } from "./teamPlayers.ts";
import { createTeamResult } from "./teamResult.ts";

/** Rows of a team. */
const ROWS = 6;

export const teamParts = <S extends TeamSession>(
  context: Context<S>,
  game: TeamGame<S>,
): PartsByPlace<S> => ({
  "top-centre": [createScore(game), createTeam(game, TEAM.red), createTeam(game, TEAM.blue)],
  over: [createTeamResult(context, game)],
});

function createScore<S extends TeamSession>({ label, timeLeft }: TeamGame<S>): Part<S> {
  const red = element("b", "team-red");
  const clock = element("span", "team-clock");
  const blue = element("b", "team-blue");
  const set = { red: textSetter(red), clock: textSetter(clock), blue: textSetter(blue) };
  return {
    element: region("team-score panel", label, red, clock, blue),
    frame(_now, session) {
      set.red(String(session.state.red));
      set.blue(String(session.state.blue));
      set.clock(formatClock(timeLeft(session)));
    },
  };
}

/** The players of a team with their goals. */
const createTeam = <S extends TeamSession>(game: TeamGame<S>, team: Team): Part<S> =>
  createLeaders({
    label: team === TEAM.red ? words.teams.left : words.teams.right,
    ...{ rows: ROWS, className: `team-players ${team === TEAM.red ? "team-left" : "team-right"}` },
    read: (session) => listed(playersOf(session, game, team), ROWS),
  });
