/** The own score and rank, top left. */
import {
  element,
  onChange,
  region,
  shownSetter,
  staggered,
  textSetter,
} from "../../../../client/shell/dom.ts";
import { formatNumber } from "../../../../client/shell/format.ts";
import { words as page } from "../../../../client/strings/index.ts";
import { words } from "../strings/index.ts";
import type { Part } from "./part.ts";
import { type Standing, standingOf } from "./ranking.ts";

export function createScore(): Part {
  const points = element("span", "score-points", "0");
  const place = element("span", "score-place");
  const score = region("score panel", words.score, points, place);
  const show = shownSetter(score);
  const setText = textSetter(place);
  let before = 0;
  const setPoints = onChange((now: number) => {
    points.textContent = formatNumber(now);
    if (now > before) points.animate([{ color: "#fff" }, {}], 500);
    before = now;
  });
  let [rank, of]: [rank: number | undefined, of: number] = [undefined, -1];
  const setPlace = (standing: Standing): void => {
    if (standing.rank === rank && standing.of === of) return;
    ({ rank, of } = standing);
    setText(rank ? words.placeOf(page.ordinal(rank), of) : words.of(of));
  };
  const due = staggered(150);

  return {
    element: score,
    frame(now, session) {
      if (!due(now)) return;
      const standing = standingOf(session.state, session.key);
      show(standing !== undefined);
      if (!standing) return;
      setPoints(standing.score);
      setPlace(standing);
    },
  };
}
