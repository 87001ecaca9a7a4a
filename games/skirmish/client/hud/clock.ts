/** Phase, round and time left, top centre. */

import { classSetter, element, shownSetter, textSetter } from "../../../../client/shell/dom.ts";
import { formatClock } from "../../../../client/shell/format.ts";
import { ticks } from "../../../../shared/tick.ts";
import { PHASE } from "../../shared/phase.ts";
import { words } from "../strings/index.ts";
import type { Part } from "./part.ts";

/** The clock of a live round looks urgent below this, ticks. */
const LAST = ticks(15);

const phaseName = (phase: string, round: number): string =>
  phase === PHASE.warmup ? words.warmUp : phase === PHASE.podium ? words.roundOver : words.round(round);

export function createClock(): Part {
  const name = element("span", "clock-phase");
  const time = element("span", "clock-time");
  time.setAttribute("role", "timer");
  const clock = element("section", "clock panel", name, time);
  const show = shownSetter(clock);
  const setName = textSetter(name);
  const setTime = textSetter(time);
  const setUrgent = classSetter(clock, "urgent");

  return {
    element: clock,
    frame(_now, session) {
      const { phase, phaseEnds, round } = session.state;
      show(phase !== "");
      const left = phaseEnds - session.serverTick();
      setName(phaseName(phase, round));
      setTime(formatClock(left));
      setUrgent(phase === PHASE.live && left < LAST);
    },
  };
}
