/**
 * The quick chat: a list of phrases, opened by Q, a gamepad button, or "…" beside the emotes. A digit or a
 * press sends a phrase. The player keeps control of the ship meanwhile: the list is not modal and takes no
 * focus.
 */
import { QUICK_CHAT } from "../../shared/protocol.ts";
import { listen } from "../input/device.ts";
import { belongsElsewhere } from "../input/keyboard.ts";
import { words } from "../strings/index.ts";
import { button, element, formButton, onEscape, region } from "./dom.ts";
import type { Context, Part } from "./part.ts";

const DIGIT = /^(?:Digit|Numpad)([1-9])$/;

export function createQuickChat(context: Context): Part {
  const { devices } = context;
  const close = (): void => {
    // A browser may leave the focus on the hidden control for a moment, which would then take the keys of the
    // game.
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && box.contains(focused)) focused.blur();
    box.hidden = true;
  };
  const toggle = (): void => {
    if (!box.hidden) close();
    else if (context.session()?.link.state === "playing") open();
  };
  const open = (): void => {
    // The open chat would take the digits.
    const focused = document.activeElement;
    if (focused instanceof HTMLInputElement) focused.blur();
    box.hidden = false;
  };
  const say = (id: number): void => {
    context.session()?.social.quickChat(id);
    close();
  };
  const list = element(
    "ol",
    "quick-list",
    ...QUICK_CHAT.map((phrase, id) => {
      const made = button("", element("kbd", "keys-only", String(id + 1)), () => say(id));
      made.append(words.quickChat.phrases[phrase]);
      return element("li", "", made);
    }),
  );
  const cross = formButton("sheet-close", "×", close);
  cross.setAttribute("aria-label", words.close);
  const head = element("header", "sheet-head", element("h2", "sheet-title", words.quickChat.title), cross);
  const box = region("quick-chat panel", words.quickChat.title, head, list);
  box.hidden = true;
  box.dataset.padFocus = "";

  const stops = [
    devices.on("quickChat", toggle),
    devices.on("chat", close),
    onEscape(() => !box.hidden, close),
    // Before the keyboard, for which digits are emotes.
    listen(
      window,
      "keydown",
      (event) => {
        const id = Number(DIGIT.exec(event.code)?.[1] ?? 0) - 1;
        if (box.hidden || event.repeat || QUICK_CHAT[id] === undefined) return;
        if (event.ctrlKey || event.metaKey || event.altKey || belongsElsewhere(event)) return;
        event.preventDefault();
        event.stopPropagation();
        say(id);
      },
      { capture: true },
    ),
  ];
  return {
    element: box,
    start() {
      close();
      return [];
    },
    destroy() {
      for (const stop of stops) stop();
    },
  };
}
