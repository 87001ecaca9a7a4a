/** The six emotes with their keys: shown while writing, and when the button for them is pressed. */
import { EMOTES } from "../../shared/protocol.ts";
import { element } from "./dom.ts";
import type { Context } from "./part.ts";

export function createEmoteBar(context: Context): HTMLElement {
  const bar = element("div", "emote-bar");
  bar.setAttribute("aria-label", "Emotes");
  EMOTES.forEach((emote, id) => {
    const press = element("button", "emote-button", element("kbd", "keys-only", String(id + 1)), emote);
    press.type = "button";
    // Not a click: that would first take the focus from the chat and with it the bar away.
    press.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      context.devices.give("emote", id);
    });
    bar.append(press);
  });
  return bar;
}
