/**
 * The quick chat: a list of phrases, opened by Q, a gamepad button, or "…" beside the emotes. A digit or a press
 * sends a phrase. The player keeps control of the ship meanwhile.
 */
import { QUICK_CHAT } from "../../shared/protocol.ts";
import { words } from "../strings/index.ts";
import { element } from "./dom.ts";
import type { Context, Part } from "./part.ts";
import { createSheet } from "./sheet.ts";

const DIGIT = /^(?:Digit|Numpad)([1-9])$/;

export function createQuickChat(context: Context): Part {
  const { devices } = context;
  const say = (id: number): void => {
    context.session()?.social.quickChat(id);
    sheet.close();
  };
  const list = element(
    "ol",
    "quick-list",
    ...QUICK_CHAT.map((phrase, id) => {
      const key = element("kbd", "keys-only", String(id + 1));
      const made = element("button", "", key, words.quickChat.phrases[phrase]);
      made.type = "button";
      made.addEventListener("click", () => say(id));
      return element("li", "", made);
    }),
  );
  const sheet = createSheet(words.quickChat.title, "quick-chat", () => {}, list);
  sheet.element.addEventListener("keydown", ({ code, repeat }) => {
    const id = Number(DIGIT.exec(code)?.[1] ?? 0) - 1;
    if (id >= 0 && id < QUICK_CHAT.length && !repeat) say(id);
    else if (isToggle(code)) sheet.close();
  });
  const isToggle = (code: string): boolean =>
    devices.labels.actions().some(({ name, keys }) => name === "quickChat" && keys.includes(code));
  const stop = devices.on("quickChat", () => {
    if (sheet.isOpen) sheet.close();
    else if (context.session()?.link.state === "playing") sheet.open();
  });
  return {
    element: sheet.element,
    destroy() {
      stop();
      sheet.close();
    },
  };
}
