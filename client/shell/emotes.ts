/** The bar of emotes and their keys, shown while the chat is open and after a press of the emote button. */
import { EMOTES } from "../../shared/protocol.ts";
import { words } from "../strings/index.ts";
import { element } from "./dom.ts";
import type { Context } from "./part.ts";

export function createEmoteBar(context: Context): HTMLElement {
  const bar = element("div", "emote-bar");
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", words.tools.emotes);
  EMOTES.forEach((emote, id) => {
    const press = element("button", "emote-button", element("kbd", "keys-only", String(id + 1)), emote);
    press.type = "button";
    // `pointerdown` instead of `click`, because a click first takes the focus from the chat, which closes the
    // bar.
    press.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      context.devices.give("emote", id);
    });
    bar.append(press);
  });
  return bar;
}
