/**
 * The board: goals of both teams and the remaining time, top centre, and beside it the skaters with their
 * goals.
 */
import { element, region, textSetter } from "../../../client/shell/dom.ts";
import { formatClock } from "../../../client/shell/format.ts";
import { createLeaders } from "../../../client/shell/leaders.ts";
import type { Part } from "../../../client/shell/part.ts";
import { TEAM, type Team } from "../shared/teams.ts";
import type { PuckSession } from "./puckClient.ts";
import { skatersOf } from "./skaters.ts";
import { words } from "./strings/index.ts";

/** Rows of a team; a room has twelve seats, and the teams are equal. */
const ROWS = 6;

export function createScore(): Part<PuckSession> {
  const red = element("b", "puck-red");
  const clock = element("span", "puck-clock");
  const blue = element("b", "puck-blue");
  const set = { red: textSetter(red), clock: textSetter(clock), blue: textSetter(blue) };
  return {
    element: region("puck-score panel", words.score, red, clock, blue),
    frame(_now, session) {
      const { phase, phaseEnds, left } = session.state;
      set.red(String(session.state.red));
      set.blue(String(session.state.blue));
      set.clock(formatClock(phase === "play" ? phaseEnds - session.serverTick() : left));
    },
  };
}

/** The skaters of a team with their goals. */
export const createTeam = (team: Team): Part<PuckSession> =>
  createLeaders({
    label: team === TEAM.red ? words.left : words.right,
    ...{ rows: ROWS, className: `puck-team ${team === TEAM.red ? "puck-left" : "puck-right"}` },
    read: (session) => skatersOf(session, team),
  });
