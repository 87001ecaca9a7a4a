/** The bar of emotes and their keys, shown while the chat is open and after a press of the emote button. */
import { EMOTES } from "../../shared/protocol.ts";
import { words } from "../strings/index.ts";
import { element } from "./dom.ts";
import { type Context, isPlayed } from "./part.ts";

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
  if (isPlayed(context)) {
    const more = element("button", "emote-button", "…");
    more.type = "button";
    more.setAttribute("aria-label", words.quickChat.title);
    more.addEventListener("click", () => context.devices.give("quickChat", undefined));
    // The chat stays open until the phrases are shown.
    more.addEventListener("pointerdown", (event) => event.preventDefault());
    bar.append(more);
  }
  return bar;
}
