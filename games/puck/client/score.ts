/** The score, top centre: goals of both teams, the remaining time, and at the end the winner. */
import { paletteInUse } from "../../../client/browser/look.ts";
import { element, region, textSetter } from "../../../client/shell/dom.ts";
import { formatClock } from "../../../client/shell/format.ts";
import type { Context, Part } from "../../../client/shell/part.ts";
import { createReplayLink } from "../../../client/shell/replayLink.ts";
import { TICK_RATE } from "../../../shared/tick.ts";
import type { PuckSession } from "./puckClient.ts";
import { words } from "./strings/index.ts";

export function createScore({ options }: Context<PuckSession>): Part<PuckSession> {
  const red = element("b", "puck-red");
  const clock = element("span", "puck-clock");
  const blue = element("b", "puck-blue");
  const set = { red: textSetter(red), clock: textSetter(clock), blue: textSetter(blue) };
  const score = region("puck-score panel", words.score, red, clock, blue);
  const replay = createReplayLink(options);
  /** Number of the present round, and the tick of the first patch of it. */
  let [round, began] = [-1, 0];
  return {
    element: element("div", "puck-top", score, replay.element),
    frame(_now, session) {
      const { state } = session;
      set.red(String(state.red));
      set.blue(String(state.blue));
      set.clock(clockOf(session));
      if (state.round !== round) [round, began] = [state.round, state.tick];
      replay.set(session, state.phase === "podium" ? began / TICK_RATE : undefined);
    },
  };
}

function clockOf(session: PuckSession): string {
  const { phase, phaseEnds, left, red, blue } = session.state;
  if (phase === "podium") {
    const [left, right] = paletteInUse().teams;
    return red === blue ? words.draw : words.wins[red > blue ? left.name : right.name];
  }
  return formatClock(phase === "play" ? phaseEnds - session.serverTick() : left);
}
