/** The podium of a game with two teams: the winner, the scorers, and the time until the next match. */
import { PODIUM } from "../../shared/rounds.ts";
import { leadingTeam } from "../../shared/teams.ts";
import { paletteInUse } from "../browser/look.ts";
import { words } from "../strings/index.ts";
import { formatClock } from "./format.ts";
import type { Context, Part } from "./part.ts";
import { createPodium } from "./podium.ts";
import { playersOf, type TeamGame, type TeamSession } from "./teamPlayers.ts";

const PLACES = 3;

export function createTeamResult<S extends TeamSession>(context: Context<S>, game: TeamGame<S>): Part<S> {
  /** Room and number of the present round, and the tick of its first patch. */
  let [round, began] = ["", 0];
  return createPodium(context, {
    label: words.teams.result,
    read(session, news) {
      const { state } = session;
      const present = `${session.roomId} ${state.round}`;
      if (present !== round) [round, began] = [present, state.tick];
      if (state.phase !== PODIUM) return undefined;
      const scorers = playersOf(session, game).filter(({ score }) => score > 0);
      const rank = scorers.findIndex(({ own }) => own);
      return {
        title: titleOf(state),
        steps: scorers.slice(0, PLACES).map((one) => ({ ...one, score: game.goals(one.score) })),
        own: [
          ...(rank >= PLACES ? [game.youScored(scorers[rank]!.score)] : []),
          ...news.own(session, state.round, scorers[rank]?.score ?? 0),
        ],
        next: words.teams.nextMatch(formatClock(state.phaseEnds - session.serverTick())),
        replayFrom: began,
      };
    },
  });
}

function titleOf(goals: TeamSession["state"]): string {
  const winner = leadingTeam(goals);
  const { red, blue } = goals;
  const title = winner === undefined ? words.teams.draw : words.teams.wins[paletteInUse().teams[winner].name];
  return `${title} ${Math.max(red, blue)} : ${Math.min(red, blue)}`;
}
