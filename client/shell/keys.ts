/** Tables of keys: the most important ones on the title screen, all of them in the help. */
import type { Labels } from "../input/labels.ts";
import type { KeyHelp } from "../page.ts";
import { words } from "../strings/index.ts";
import { element, tableHead } from "./dom.ts";

const { help } = words;
const SOUND: KeyHelp = { what: help.sound, actions: ["mute"], touch: help.soundButton };
const IN_MENU = { pad: "Start", touch: "☰" } as const;
/** Keys of every page on which a player plays. A replay has the keys of its bar, and the sound. */
const PAGE_KEYS: readonly KeyHelp[] = [
  { what: help.chat, actions: ["chat"], touch: words.tools.chat },
  { what: words.quickChat.title, actions: ["quickChat"], touch: help.quickButton },
  { what: help.emotes, keys: ["1", "–", "6"], touch: help.emote },
  { what: help.players, actions: ["players"], ...IN_MENU },
  SOUND,
  { what: help.netGraph, actions: ["netGraph"], ...IN_MENU },
  { what: help.thisHelp, actions: ["help"], touch: IN_MENU.touch },
  { what: words.menu.title, keys: [words.keys.Escape], ...IN_MENU },
];

const keycaps = ({ keys = [], actions = [] }: KeyHelp, labels: Labels): Node[] =>
  // The first key of each action: there is no room for more.
  [...keys, ...actions.flatMap((action) => labels.keys(action).slice(0, 1))].map((key) =>
    key === "–" ? element("span", "dash", key) : element("kbd", "", key),
  );

const padOf = ({ actions = [], pad = "" }: KeyHelp, labels: Labels): string =>
  actions.map(labels.pad).filter(Boolean).join(" ") || pad;

/** The keys that a new player needs, one line each. @param game keys of the game */
export function createLegend(game: readonly KeyHelp[], labels: Labels): HTMLElement {
  const legend = element("ul", "legend");
  const rowOf = (key: KeyHelp): HTMLElement =>
    element("li", "", element("span", "keys", ...keycaps(key, labels)), element("span", "what", key.what));
  labels.follow(() => legend.replaceChildren(...game.filter((key) => key.first).map(rowOf)));
  return legend;
}

/** What a page has besides its game. */
export interface KeyTableOptions {
  readonly hasSound: boolean;
  readonly isPlayed: boolean;
}

/** All keys of all devices. @param game keys of the game */
export function createKeyTable(
  game: readonly KeyHelp[],
  labels: Labels,
  { hasSound, isPlayed }: KeyTableOptions,
): HTMLElement {
  const head = tableHead(["", help.keyboardAndMouse, help.gamepad, help.touch]);
  const page = PAGE_KEYS.filter((row) => (row === SOUND ? hasSound : isPlayed)).map((row) =>
    row === SOUND && isPlayed ? { ...SOUND, ...IN_MENU } : row,
  );
  const rowOf = (key: KeyHelp): HTMLElement => {
    const head = element("th", "", key.what);
    head.scope = "row";
    return element(
      "tr",
      "",
      head,
      element("td", "keys", ...keycaps(key, labels)),
      element("td", "", padOf(key, labels)),
      element("td", "", key.touch ?? ""),
    );
  };
  const body = element("tbody");
  labels.follow(() => body.replaceChildren(...[...game, ...page].map(rowOf)));
  return element("table", "key-table", head, body);
}
