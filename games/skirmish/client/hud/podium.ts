/** The podium of Skirmish: the three best players of a round; after a duel also the offer of a rematch. */
import { onChange } from "../../../../client/shell/dom.ts";
import { formatClock, formatNumber, hueColour, inSentence } from "../../../../client/shell/format.ts";
import { createPodium as createAnyPodium, type Result } from "../../../../client/shell/podium.ts";
import type { RoundNews } from "../../../../client/shell/roundNews.ts";
import { words as page } from "../../../../client/strings/index.ts";
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
  const rematch = createRematch(context);
  const podium = createAnyPodium(context, {
    label: words.result,
    more: [rematch.element],
    read: (session, news) => (session.state.phase === PHASE.podium ? resultOf(session, news) : undefined),
  });
  const setDuel = onChange((isDuel: boolean) => {
    podium.element.classList.toggle("duel-over", isDuel);
    // Where the player has to choose, the stick of a gamepad moves the focus; elsewhere the player flies
    // meanwhile.
    podium.element.dataset.padFocus = isDuel ? "" : "cross";
  });
  return {
    element: podium.element,
    start: (session) => [...rematch.start!(session), ...podium.start!(session)],
    frame(now, session) {
      rematch.frame!(now, session);
      setDuel(session.state.firstTo > 0);
      podium.frame!(now, session);
    },
    destroy: () => rematch.destroy?.(),
  };
}

function resultOf(session: ShipSession, news: RoundNews): Result {
  const { state } = session;
  const isDuel = state.firstTo > 0;
  const leaders = [...state.leaders.values()].slice(0, PLACES);
  const ownId = state.ships.get(session.key)?.id;
  // Without a key: a ship that has left or is outside the interest set, and a ship that the server flies.
  const keys = new Map(
    [...state.ships.entries()].map(([key, ship]) => [ship.id, ship.flags & FLAG.pilot ? undefined : key]),
  );
  const standing = standingOf(state, session.key);
  const scores = leaders.map(({ score }) => score);
  // The opponent may be out of sight, so its session is not known.
  const ratingOf = (isOwn: boolean) => (isOwn ? news.rating(session.key) : news.otherRating(session.key));
  const isThere = leaders.some(({ id }) => id === ownId);
  return {
    title: titleOf(leaders, ownId, state),
    steps: leaders.map(({ id, name, bot, score, kills, deaths }) => ({
      ...{ rank: rankOf(score, scores), key: keys.get(id), name, bot, score: formatNumber(score) },
      ...{ colour: hueColour(hueOf(id), id === ownId), own: id === ownId },
      note: isDuel ? ratingOf(id === ownId) : words.killsAndDeaths(kills, deaths),
    })),
    own: standing === undefined || isDuel ? [] : ownResult(session, standing, isThere, news),
    next: isDuel ? "" : words.nextRound(formatClock(state.phaseEnds - session.serverTick())),
    replayFrom: startOf(state),
  };
}

/**
 * @returns the tick to which the replay link leads: the start of the round; in a duel its last half minute
 */
const startOf = ({ phaseEnds, firstTo }: ShipSession["state"]): number =>
  firstTo > 0 ? phaseEnds - DUEL_TIMES.podium - LAST : phaseEnds - MATCH.podium - MATCH.live;

/** @param isThere whether the player stands on the podium */
function ownResult(
  session: ShipSession,
  { rank, score }: Standing,
  isThere: boolean,
  news: RoundNews,
): string[] {
  const points = formatNumber(score);
  const came = rank === undefined ? words.youScored(points) : words.youCame(page.ordinal(rank), points);
  return [...(isThere ? [] : [came]), ...news.own(session, session.state.round, score)];
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
