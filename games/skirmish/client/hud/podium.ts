/** The three best players of the round, shown until the next round. */

import { element, every, shownSetter, textSetter } from "../../../../client/shell/dom.ts";
import { formatClock, formatNumber, hueColour, inSentence } from "../../../../client/shell/format.ts";
import { createReplayLink } from "../../../../client/shell/replayLink.ts";
import { words as page } from "../../../../client/strings/index.ts";
import { markedName } from "../../../../shared/names.ts";
import { TICK_RATE } from "../../../../shared/tick.ts";
import { hueOf, MATCH } from "../../shared/config.ts";
import { PHASE } from "../../shared/phase.ts";
import type { ShipSession } from "../session/skirmish.ts";
import { words } from "../strings/index.ts";
import type { Context, Part } from "./part.ts";
import { type Standing, standingOf } from "./ranking.ts";

const PLACES = 3;

export function createPodium(context: Context): Part {
  const title = element("h2", "podium-title");
  const steps = element("ol", "podium-steps");
  const own = element("p", "podium-own");
  const next = element("p", "podium-next");
  const replay = createReplayLink(context.options);
  const podium = element("section", "podium", title, steps, own, replay.element, next);
  podium.setAttribute("aria-label", words.result);
  const show = shownSetter(podium);
  const [setTitle, setOwn, setNext] = [textSetter(title), textSetter(own), textSetter(next)];
  let shown = "";
  const due = every(250);

  const fill = (session: ShipSession): void => {
    const { state } = session;
    const leaders = [...state.leaders.values()].slice(0, PLACES);
    const looks = JSON.stringify([state.round, leaders]);
    if (looks === shown) return;
    shown = looks;
    const ownId = state.ships.get(session.key)?.id;
    steps.replaceChildren(
      ...leaders.map(({ id, name, score, bot }, index) =>
        createStep(index + 1, markedName(name, bot), score, hueColour(hueOf(id), id === ownId), id === ownId),
      ),
    );
    setTitle(titleOf(leaders[0]?.name, leaders[0]?.id === ownId, state.round));
  };

  return {
    element: podium,
    frame(now, session) {
      const on = session.state.phase === PHASE.podium;
      show(on);
      if (!on) return;
      setNext(words.nextRound(formatClock(session.state.phaseEnds - session.serverTick())));
      if (!due(now)) return;
      replay.set(session, (session.state.phaseEnds - MATCH.podium - MATCH.live) / TICK_RATE);
      fill(session);
      const standing = standingOf(session.state, session.key);
      setOwn(standing === undefined ? "" : ownResult(standing));
    },
  };
}

function ownResult({ rank, score }: Standing): string {
  if (rank === undefined) return words.youScored(formatNumber(score));
  return rank > PLACES ? words.youCame(page.ordinal(rank), formatNumber(score)) : "";
}

const titleOf = (best: string | undefined, won: boolean, round: number): string =>
  won ? words.victory : best ? words.wins(inSentence(best), round) : words.isOver(round);

function createStep(rank: number, name: string, score: number, colour: string, own: boolean): HTMLElement {
  const step = element(
    "li",
    `podium-step place-${rank}${own ? " own" : ""}`,
    element("span", "podium-name", name),
    element("span", "podium-score", formatNumber(score)),
    element("div", "podium-block", String(rank)),
  );
  step.style.setProperty("--hue", colour);
  return step;
}
