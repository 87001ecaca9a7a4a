/** Tables of keys: the most important ones on the title screen, all of them in the help. */
import type { KeyHelp } from "../page.ts";
import { element } from "./dom.ts";

const SOUND: KeyHelp = { what: "Sound on, off", keys: ["M"], pad: "", touch: "Sound" };
/** Keys that every page has. */
const PAGE_KEYS: readonly KeyHelp[] = [
  { what: "Chat", keys: ["Enter"], pad: "", touch: "Chat" },
  { what: "Emotes", keys: ["1", "–", "6"], pad: "", touch: "Emote" },
  SOUND,
  { what: "Network graph", keys: ["N"], pad: "", touch: "" },
  { what: "This help", keys: ["H"], pad: "Back", touch: "?" },
  { what: "Menu", keys: ["Esc"], pad: "Start", touch: "☰" },
];

const keycaps = (keys: readonly string[]): Node[] =>
  keys.map((key) => (key === "–" ? element("span", "dash", key) : element("kbd", "", key)));

/** The keys that a new player needs, one line each. @param game keys of the game */
export function createLegend(game: readonly KeyHelp[]): HTMLElement {
  const legend = element("ul", "legend");
  for (const { what, keys } of game.filter((key) => key.first))
    legend.append(
      element("li", "", element("span", "keys", ...keycaps(keys)), element("span", "what", what)),
    );
  return legend;
}

/** All keys of all devices. @param game keys of the game. @param hasSound whether the game has sound */
export function createKeyTable(game: readonly KeyHelp[], hasSound: boolean): HTMLElement {
  const heads = ["", "Keyboard and mouse", "Gamepad", "Touch"].map((text) => {
    const head = element("th", "", text);
    head.scope = "col";
    return head;
  });
  const page = PAGE_KEYS.filter((row) => hasSound || row !== SOUND);
  const rows = [...game, ...page].map(({ what, keys, pad, touch }) => {
    const head = element("th", "", what);
    head.scope = "row";
    return element(
      "tr",
      "",
      head,
      element("td", "keys", ...keycaps(keys)),
      element("td", "", pad),
      element("td", "", touch),
    );
  });
  return element(
    "table",
    "key-table",
    element("thead", "", element("tr", "", ...heads)),
    element("tbody", "", ...rows),
  );
}
