/** The own score and rank, top left. */
import { element, every, onChange, region, shownSetter, textSetter } from "../../../../client/shell/dom.ts";
import { formatNumber } from "../../../../client/shell/format.ts";
import { words as page } from "../../../../client/strings/index.ts";
import { words } from "../strings/index.ts";
import type { Part } from "./part.ts";
import { standingOf } from "./ranking.ts";

export function createScore(): Part {
  const points = element("span", "score-points", "0");
  const place = element("span", "score-place");
  const score = region("score panel", words.score, points, place);
  const show = shownSetter(score);
  const setPlace = textSetter(place);
  let before = 0;
  const setPoints = onChange((now: number) => {
    points.textContent = formatNumber(now);
    if (now > before) points.animate([{ color: "#fff" }, {}], 500);
    before = now;
  });
  const due = every(150);

  return {
    element: score,
    frame(now, session) {
      if (!due(now)) return;
      const standing = standingOf(session.state, session.key);
      show(standing !== undefined);
      if (!standing) return;
      setPoints(standing.score);
      setPlace(
        standing.rank ? words.placeOf(page.ordinal(standing.rank), standing.of) : words.of(standing.of),
      );
    },
  };
}
