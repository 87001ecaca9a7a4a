/** The clock: phase, round and remaining time, top centre. */
import { classSetter, element, shownSetter, staggered, textSetter } from "../../../../client/shell/dom.ts";
import { formatClock } from "../../../../client/shell/format.ts";
import { ticks } from "../../../../shared/tick.ts";
import { PHASE } from "../../shared/phase.ts";
import type { ShipSession } from "../session/skirmish.ts";
import { words } from "../strings/index.ts";
import type { Part } from "./part.ts";

/** The clock of a live round is highlighted below this remaining time, ticks. */
const LAST = ticks(15);

function phaseName({ phase, round, firstTo }: ShipSession["state"], left: number): string {
  if (phase === PHASE.warmup) return words.warmUp;
  if (phase === PHASE.podium) return words.roundOver;
  if (firstTo === 0) return words.round(round);
  return left > 0 ? words.duel.firstTo(firstTo) : words.duel.nextKill;
}

export function createClock(): Part {
  const name = element("span", "clock-phase");
  const time = element("span", "clock-time");
  time.setAttribute("role", "timer");
  const clock = element("section", "clock panel", name, time);
  const show = shownSetter(clock);
  const setName = textSetter(name);
  const setTime = textSetter(time);
  const setUrgent = classSetter(clock, "urgent");
  const due = staggered(100);

  return {
    element: clock,
    frame(now, session) {
      if (!due(now)) return;
      const { phase, phaseEnds } = session.state;
      show(phase !== "" && phase !== PHASE.waiting);
      const left = phaseEnds - session.serverTick();
      setName(phaseName(session.state, left));
      setTime(formatClock(left));
      setUrgent(phase === PHASE.live && left < LAST);
    },
  };
}
