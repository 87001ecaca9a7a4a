/** Connection quality, top left: round trip and four bars. */
import type { SessionStats } from "../session/view.ts";
import { words } from "../strings/index.ts";
import { element, onChange, shownSetter, staggered, textSetter } from "./dom.ts";
import type { Part } from "./part.ts";

/** Upper bounds of round trip and jitter for four, three and two bars, ms. */
const GRADES = [
  { rtt: 60, jitter: 8 },
  { rtt: 120, jitter: 18 },
  { rtt: 220, jitter: 35 },
] as const;
const NAMES = words.connection.grades;

/** @returns 1…4 bars */
function gradeOf({ rtt, jitter }: Readonly<SessionStats>): number {
  const index = GRADES.findIndex((grade) => rtt <= grade.rtt && jitter <= grade.jitter);
  return index < 0 ? 1 : 4 - index;
}

export function createLinkQuality(): Part {
  const bars = element("span", "link-bars", ...NAMES.map(() => element("i")));
  const ping = element("span", "link-ping");
  const link = element("section", "link", bars, ping);
  const show = shownSetter(link);
  const setPing = textSetter(ping);
  const setGrade = onChange((grade: number) => {
    link.dataset.grade = String(grade);
    link.setAttribute("aria-label", words.connection.grade(NAMES[grade - 1]!));
  });
  const due = staggered(500);

  return {
    element: link,
    frame(now, session) {
      if (!due(now)) return;
      const lost = session.link.state !== "playing";
      show(session.stats.rtt > 0 || lost);
      setGrade(lost ? 1 : gradeOf(session.stats));
      setPing(lost ? words.connection.offline : `${Math.round(session.stats.rtt)} ms`);
    },
  };
}
