/** The podium: the three best players of a round, shown until the next round. */
import { element, every, onChange, region, shownSetter, textSetter } from "../../../../client/shell/dom.ts";
import { formatClock, formatNumber, hueColour, inSentence } from "../../../../client/shell/format.ts";
import { playerName } from "../../../../client/shell/players.ts";
import { createReplayLink } from "../../../../client/shell/replayLink.ts";
import { words as page } from "../../../../client/strings/index.ts";
import { markedName } from "../../../../shared/names.ts";
import { rankOf } from "../../../../shared/rank.ts";
import { TICK_RATE } from "../../../../shared/tick.ts";
import { DUEL_TIMES, hueOf, MATCH } from "../../shared/config.ts";
import { FLAG } from "../../shared/flags.ts";
import { PHASE } from "../../shared/phase.ts";
import type { ShipSession } from "../session/skirmish.ts";
import { words } from "../strings/index.ts";
import type { Context, Part } from "./part.ts";
import { type Standing, standingOf } from "./ranking.ts";
import { createRematch } from "./rematch.ts";

const PLACES = 3;
/** The replay link of a duel leads to this time before its end, ticks. */
const LAST = 30 * TICK_RATE;

export function createPodium(context: Context): Part {
  const title = element("h2", "podium-title");
  const steps = element("ol", "podium-steps");
  const own = element("p", "podium-own");
  const next = element("p", "podium-next");
  const replay = createReplayLink(context.options);
  const rematch = createRematch(context);
  const podium = region(
    "podium",
    words.result,
    ...[title, steps, own, rematch.element, replay.element, next],
  );
  const show = shownSetter(podium);
  const setDuel = onChange((isDuel: boolean) => {
    podium.classList.toggle("duel-over", isDuel);
    // Where the player has to choose, the stick of a gamepad moves the focus; elsewhere the player flies meanwhile.
    podium.dataset.padFocus = isDuel ? "" : "cross";
  });
  const [setTitle, setOwn, setNext] = [textSetter(title), textSetter(own), textSetter(next)];
  let shown = "";
  const due = every(250);

  const fill = (session: ShipSession): void => {
    const { state } = session;
    const leaders = onPodium(state);
    const looks = JSON.stringify([state.round, leaders]);
    if (looks === shown) return;
    shown = looks;
    const ownId = state.ships.get(session.key)?.id;
    // Without a key: a ship that has left or is outside the interest set, and a ship that the server flies.
    const keys = new Map(
      [...state.ships.entries()].map(([key, ship]) => [ship.id, ship.flags & FLAG.pilot ? undefined : key]),
    );
    const scores = leaders.map(({ score }) => score);
    steps.replaceChildren(
      ...leaders.map(({ id, name, score, bot }) => {
        const label = playerName(context, "podium-name", keys.get(id), markedName(name, bot));
        const rank = rankOf(score, scores);
        return createStep(rank, label, score, hueColour(hueOf(id), id === ownId), id === ownId);
      }),
    );
    setTitle(titleOf(leaders, ownId, state));
  };

  return {
    element: podium,
    start: (session) => rematch.start!(session),
    frame(now, session) {
      rematch.frame!(now, session);
      const on = session.state.phase === PHASE.podium;
      show(on);
      if (!on) return;
      const isDuel = session.state.firstTo > 0;
      setDuel(isDuel);
      setNext(isDuel ? "" : words.nextRound(formatClock(session.state.phaseEnds - session.serverTick())));
      if (!due(now)) return;
      replay.set(session, startOf(session.state) / TICK_RATE);
      fill(session);
      const standing = standingOf(session.state, session.key);
      const isThere = onPodium(session.state).some(({ id }) => id === session.own()?.id);
      setOwn(standing === undefined || isDuel ? "" : ownResult(standing, isThere));
    },
    destroy: () => rematch.destroy?.(),
  };
}

const onPodium = ({ leaders }: ShipSession["state"]) => [...leaders.values()].slice(0, PLACES);

/** @returns the tick to which the replay link leads: the start of the round; in a duel its last half minute */
const startOf = ({ phaseEnds, firstTo }: ShipSession["state"]): number =>
  firstTo > 0 ? phaseEnds - DUEL_TIMES.podium - LAST : phaseEnds - MATCH.podium - MATCH.live;

/** @param isThere whether the player stands on the podium */
function ownResult({ rank, score }: Standing, isThere: boolean): string {
  if (rank === undefined) return words.youScored(formatNumber(score));
  return isThere ? "" : words.youCame(page.ordinal(rank), formatNumber(score));
}

function titleOf(
  leaders: readonly { id: number; name: string; score: number }[],
  own: number | undefined,
  { round, firstTo }: ShipSession["state"],
): string {
  const [first, second] = leaders;
  if (first === undefined) return words.isOver(round);
  if (firstTo > 0 && first.score === second?.score) return words.duel.draw;
  // Who shares the first rank has won, too.
  if (leaders.some(({ id, score }) => id === own && score === first.score)) return words.victory;
  const name = inSentence(first.name);
  return firstTo > 0 ? words.duel.wins(name) : words.wins(name, round);
}

function createStep(
  rank: number,
  name: HTMLElement,
  score: number,
  colour: string,
  own: boolean,
): HTMLElement {
  const step = element(
    "li",
    `podium-step place-${rank}${own ? " own" : ""}`,
    name,
    element("span", "podium-score", formatNumber(score)),
    element("div", "podium-block", String(rank)),
  );
  step.style.setProperty("--hue", colour);
  return step;
}
