/**
 * The notice of a duel without an opponent: waiting time, time until a bot joins, number of others that wait,
 * and a button to leave. In a duel against a bot: that the result does not count.
 */
import { SERVER_URL } from "../../../../client/browser/serverUrl.ts";
import type { ListedRoom } from "../../../../client/session/directory.ts";
import { followPresence } from "../../../../client/session/presence.ts";
import { mayStream } from "../../../../client/session/streaming.ts";
import {
  button,
  classSetter,
  element,
  region,
  shownSetter,
  staggered,
  textSetter,
} from "../../../../client/shell/dom.ts";
import { formatClock } from "../../../../client/shell/format.ts";
import { isPlayed } from "../../../../client/shell/part.ts";
import { DUEL_TIMES } from "../../shared/config.ts";
import { PHASE } from "../../shared/phase.ts";
import type { ShipSession } from "../session/skirmish.ts";
import { words } from "../strings/index.ts";
import type { Context, Part } from "./part.ts";

export function createWaiting(context: Context): Part {
  const title = element("h2", "waiting-title");
  const time = element("p", "waiting-time");
  time.setAttribute("role", "timer");
  const note = element("p", "waiting-words");
  const others = element("p", "waiting-words");
  const leave = button("waiting-leave secondary", words.duel.leaveQueue, () => context.options.onLeave?.());
  const box = region("waiting panel", words.duel.waiting, title, time, note, others, leave);
  // The player flies meanwhile.
  box.dataset.padFocus = "cross";
  const show = shownSetter(box);
  const [setTitle, setTime, setNote] = [textSetter(title), textSetter(time), textSetter(note)];
  const setOthers = textSetter(others);
  const showTime = shownSetter(time);
  const showOthers = shownSetter(others);
  const showLeave = shownSetter(leave);
  const setSmall = classSetter(box, "small");
  const due = staggered(150);
  let stopCounting: (() => void) | undefined;
  const count = (session: ShipSession): void => {
    const onLists = (rooms: readonly ListedRoom[]): void => {
      const waiting = rooms.filter(
        ({ id, name, waiting }) => waiting && name === session.room && id !== session.roomId,
      );
      // A server that answers lists at least the room of this session.
      if (rooms.length === 0) setOthers("");
      else setOthers(waiting.length > 0 ? words.duel.othersWait(waiting.length) : words.duel.nobodyWaits);
    };
    stopCounting ??= followPresence(SERVER_URL, onLists, () => mayStream(session));
  };
  const forget = (): void => {
    stopCounting?.();
    stopCounting = undefined;
    setOthers("");
  };

  return {
    element: box,
    start: () => [forget],
    frame(now, session) {
      if (!due(now)) return;
      const { phase, practice } = session.state;
      const isWaiting = phase === PHASE.waiting;
      if (isWaiting && isPlayed(context) && session.link.state === "playing") count(session);
      else if (stopCounting !== undefined) forget();
      const isShown = isWaiting || (practice && phase !== PHASE.podium);
      show(isShown && session.link.state === "playing");
      if (!isShown) return;
      setSmall(!isWaiting);
      showTime(isWaiting);
      showOthers(isWaiting);
      showLeave(isWaiting);
      if (isWaiting) {
        setTitle(words.duel.looking);
        setTime(formatClock(waitedIn(session)));
        setNote(botIn(session));
      } else {
        setTitle(words.duel.practice);
        setNote(words.duel.noRating);
      }
    },
  };
}

/** @returns ticks */
function waitedIn(session: ShipSession): number {
  return DUEL_TIMES.bot - (session.state.phaseEnds - session.serverTick());
}

function botIn(session: ShipSession): string {
  const left = session.state.phaseEnds - session.serverTick();
  return left > 0 ? words.duel.botIn(formatClock(left)) : words.duel.botComes;
}
