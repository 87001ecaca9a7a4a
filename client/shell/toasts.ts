/** Toasts below the clock: notices of the server, and refused messages. */
import { words } from "../strings/index.ts";
import { element } from "./dom.ts";
import { createFadingList } from "./fadingList.ts";
import type { Context, Part } from "./part.ts";

const TOASTS = 3;
/** Least time that a toast stays; for a long text, time to look up plus reading time for each character, ms. */
const STAY_MS = 3500;
const GLANCE_MS = 2000;
const READING_MS = 60;
/** A repetition of the same text within this time is not shown, ms. */
const REPEAT_MS = 2000;

export function createToasts(context: Context): Part {
  const list = createFadingList({ className: "toasts", most: TOASTS, stay: STAY_MS });
  list.element.setAttribute("role", "status");
  let last = { text: "", at: Number.NEGATIVE_INFINITY };
  const add = (text: string, kind: "notice" | "error"): void => {
    const now = context.now();
    if (text === last.text && now - last.at < REPEAT_MS) return;
    last = { text, at: now };
    const stay = Math.max(STAY_MS, GLANCE_MS + READING_MS * text.length);
    list.add(element("div", `toast ${kind}`, text), now, stay);
  };

  return {
    element: list.element,
    start(session) {
      list.clear();
      return [
        session.events.on("notice", ({ text }) => add(text, "notice")),
        session.events.on("moved", () => add(words.connection.moved, "notice")),
        session.events.on("error", ({ code, message }) => add(words.refused(code, message), "error")),
      ];
    },
    frame: (now) => list.tidy(now),
  };
}
