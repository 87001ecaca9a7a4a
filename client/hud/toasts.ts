/** Short notices under the clock: what the server says, and that a round begins. */
import { PHASE } from "../../shared/protocol.ts";
import type { SessionEvents } from "../session/view.ts";
import { element } from "./dom.ts";
import { createFadingList } from "./fadingList.ts";
import type { Context, Part } from "./part.ts";

const TOASTS = 3;
const STAY_MS = 3500;
/** The same text again within this time says nothing new, ms. */
const REPEAT_MS = 2000;

const announce = ({ phase, round }: SessionEvents["phase"]): string | undefined =>
  phase === PHASE.warmup
    ? "Warm-up – nothing counts yet"
    : phase === PHASE.live
      ? `Round ${round} – fight!`
      : undefined;

export function createToasts(context: Context): Part {
  const list = createFadingList({ className: "toasts", most: TOASTS, stay: STAY_MS });
  list.element.setAttribute("role", "status");
  let last = { text: "", at: Number.NEGATIVE_INFINITY };
  const add = (text: string, kind: "notice" | "error" | "phase"): void => {
    const now = context.now();
    if (text === last.text && now - last.at < REPEAT_MS) return;
    last = { text, at: now };
    list.add(element("div", `toast ${kind}`, text), now);
  };

  return {
    element: list.element,
    start(session) {
      list.clear();
      return [
        session.events.on("notice", ({ text }) => add(text, "notice")),
        session.events.on("error", ({ message }) => add(message, "error")),
        session.events.on("phase", (phase) => {
          const text = announce(phase);
          if (text) add(text, "phase");
        }),
      ];
    },
    frame: (now) => list.tidy(now),
  };
}
