/** The podium of Puck: the winner, the scorers, and the time until the next match. */
import { paletteInUse } from "../../../client/browser/look.ts";
import { formatClock } from "../../../client/shell/format.ts";
import type { Context, Part } from "../../../client/shell/part.ts";
import { createPodium } from "../../../client/shell/podium.ts";
import type { PuckSession } from "./puckClient.ts";
import { skatersOf } from "./skaters.ts";
import { words } from "./strings/index.ts";

const PLACES = 3;

export function createResult(context: Context<PuckSession>): Part<PuckSession> {
  /** Room and number of the present match, and the tick of its first patch. */
  let [match, began] = ["", 0];
  return createPodium(context, {
    label: words.result,
    read(session, news) {
      const { state } = session;
      const present = `${session.roomId} ${state.round}`;
      if (present !== match) [match, began] = [present, state.tick];
      if (state.phase !== "podium") return undefined;
      const scorers = skatersOf(session).filter(({ score }) => score > 0);
      const rank = scorers.findIndex(({ own }) => own);
      return {
        title: titleOf(session),
        steps: scorers.slice(0, PLACES).map((one) => ({ ...one, score: words.goals(one.score) })),
        own: [
          ...(rank >= PLACES ? [words.youScored(scorers[rank]!.score)] : []),
          ...news.own(session, state.round, scorers[rank]?.score ?? 0),
        ],
        next: words.nextMatch(formatClock(state.phaseEnds - session.serverTick())),
        replayFrom: began,
      };
    },
  });
}

function titleOf({ state: { red, blue } }: PuckSession): string {
  const [first, second] = paletteInUse().teams;
  const result = `${Math.max(red, blue)} : ${Math.min(red, blue)}`;
  if (red === blue) return `${words.draw} ${result}`;
  return `${words.wins[red > blue ? first.name : second.name]} ${result}`;
}
