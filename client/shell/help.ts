/** The help: all keys, and some hints. H opens and closes it. */
import { words } from "../strings/index.ts";
import { button, element, onEscape, region } from "./dom.ts";
import { createKeyTable } from "./keys.ts";
import { type Context, isPlayed, type Part } from "./part.ts";

export function createHelp(context: Context): Part {
  const { page, muted } = context.options;
  const close = button("close", "×", () => context.devices.give("help", undefined));
  close.setAttribute("aria-label", words.help.close);
  const hints = element("ul", "help-hints", ...page.hints.map((hint) => element("li", "", hint)));
  const box = element(
    "div",
    "help-box panel",
    close,
    element("h2", "", words.help.title),
    createKeyTable(page.keys, context.devices.labels, {
      ...{ hasSound: muted !== undefined, isPlayed: isPlayed(context) },
    }),
    hints,
  );
  const help = region("help", words.help.label, box);
  help.hidden = true;
  const toggle = (): void => {
    help.hidden = !help.hidden;
  };
  const stops = [context.devices.on("help", toggle), onEscape(() => !help.hidden, toggle)];
  return { element: help, destroy: () => stops.forEach((stop) => void stop()) };
}
