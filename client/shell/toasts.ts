/** Toasts below the clock: notices of the server, and refusals of the player's messages. */
import { words } from "../strings/index.ts";
import { element } from "./dom.ts";
import { createFadingList } from "./fadingList.ts";
import { noticeInWords } from "./notices.ts";
import type { Context, Part } from "./part.ts";

const TOASTS = 3;
/**
 * Least time that a toast stays, ms. A long text stays for the time to notice it plus reading time for each
 * character.
 */
const STAY_MS = 3500;
const GLANCE_MS = 2000;
const READING_MS = 60;
/** The same text is not shown again within this time, ms. */
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
    list.add(element("div", `toast ${kind}`, text), stay);
  };

  return {
    element: list.element,
    start(session) {
      list.clear();
      return [
        session.events.on("notice", (notice) =>
          add(noticeInWords(notice, context.options.page.notices), "notice"),
        ),
        session.events.on("moved", () => add(words.connection.moved, "notice")),
        session.events.on("error", ({ code, message }) => add(words.refused(code, message), "error")),
      ];
    },
    frame: (now) => list.tidy(now),
  };
}
