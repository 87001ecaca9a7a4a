/**
 * The choices after a duel: a rematch, another opponent, or the front page. When the time is over without a
 * rematch, a player who has agreed to one joins the queue, and any other player goes to the front page.
 */
import {
  button,
  classSetter,
  element,
  every,
  region,
  shownSetter,
  textSetter,
} from "../../../../client/shell/dom.ts";
import { formatClock, inSentence } from "../../../../client/shell/format.ts";
import { FLAG } from "../../shared/flags.ts";
import { PHASE } from "../../shared/phase.ts";
import type { ShipSession } from "../session/skirmish.ts";
import { words } from "../strings/index.ts";
import type { Context, Part } from "./part.ts";

/**
 * The main button agrees, too, but only this long after the duel, because a player may still hold it as the
 * trigger, ms.
 */
const SETTLE = 1500;

export function createRematch(context: Context): Part {
  const { options } = context;
  const note = element("p", "rematch-words");
  note.setAttribute("role", "status");
  // Beside the status, which a screen reader would repeat each second.
  const clock = element("p", "rematch-clock");
  clock.setAttribute("role", "timer");
  const again = button("primary", words.duel.rematch, () => agree());
  const other = button("secondary", words.duel.newOpponent, () => options.onNext?.());
  const leave = button("secondary", words.duel.leave, () => options.onLeave?.());
  const choices = element("div", "rematch-choices", again, other, leave);
  const rematch = region("rematch", words.duel.rematch, note, clock, choices);
  const show = shownSetter(rematch);
  const [setNote, setClock, setAgain] = [textSetter(note), textSetter(clock), textSetter(again)];
  const showClock = shownSetter(clock);
  const setAgreed = classSetter(again, "agreed");
  const due = every(150);
  /** When this podium was first shown, ms; undefined between podiums. */
  let since: number | undefined;
  let hasMovedOn = false;

  const agree = (): void => context.session()?.send("rematch", {});
  const stop = context.devices.on("confirm", () => {
    if (since !== undefined && context.now() - since > SETTLE) agree();
  });

  return {
    element: rematch,
    start() {
      since = undefined;
      hasMovedOn = false;
      return [];
    },
    frame(now, session) {
      const { phase, firstTo } = session.state;
      const isOn = firstTo > 0 && phase === PHASE.podium;
      show(isOn);
      if (!isOn) {
        since = undefined;
        hasMovedOn = false;
        return;
      }
      since ??= now;
      if (!due(now)) return;
      const { hasAgreed, opponent, wanted } = answersIn(session);
      const left = session.state.phaseEnds - session.serverTick();
      again.disabled = opponent === undefined;
      setAgain(hasAgreed ? words.duel.agreed : words.duel.rematch);
      setAgreed(hasAgreed);
      const { practice } = session.state;
      setNote(noteFor({ hasAgreed, opponent, wanted, practice }));
      setClock(formatClock(left));
      showClock(opponent !== undefined && !practice);
      // Without an opponent the server turns the room into one that waits.
      if (left > 0 || opponent === undefined || hasMovedOn || session.link.state !== "playing") return;
      hasMovedOn = true;
      if (hasAgreed) options.onNext?.();
      else options.onLeave?.();
    },
    destroy: stop,
  };
}

interface Answers {
  readonly hasAgreed: boolean;
  /** Name; undefined when the opponent has left. */
  readonly opponent: string | undefined;
  /** The opponent has agreed. */
  readonly wanted: boolean;
}

function answersIn({ state, key }: ShipSession): Answers {
  const own = state.ships.get(key);
  const hasAgreed = ((own?.flags ?? 0) & FLAG.agrees) !== 0;
  const other = [...state.leaders.values()].find(({ id }) => id !== own?.id);
  return { hasAgreed, opponent: other?.name, wanted: state.agreed > Number(hasAgreed) };
}

function noteFor({ hasAgreed, opponent, wanted, practice }: Answers & { practice: boolean }): string {
  if (opponent === undefined) return words.duel.opponentLeft;
  const name = inSentence(opponent);
  if (practice) return words.duel.isBot(name);
  if (hasAgreed) return words.duel.waitingFor(name);
  return wanted ? words.duel.wants(name) : words.duel.offer(name);
}
