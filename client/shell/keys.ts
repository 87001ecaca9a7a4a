/** The keys as a table: on the title screen the ones one needs, in the help all of them. */
import { element } from "./dom.ts";

interface Key {
  what: string;
  keys: readonly string[];
  pad: string;
  touch: string;
  /** Needed to play at all. */
  first: boolean;
}

const KEYS: readonly Key[] = [
  { what: "Fly", keys: ["W", "A", "S", "D"], pad: "Left stick", touch: "Left thumb", first: true },
  { what: "Aim", keys: ["Mouse"], pad: "Right stick", touch: "Right thumb", first: true },
  { what: "Blaster", keys: ["Left button", "Space"], pad: "RT", touch: "Push further", first: true },
  { what: "Lance", keys: ["Right button", "E"], pad: "LT", touch: "Lance", first: true },
  { what: "Boost", keys: ["Shift"], pad: "A", touch: "Boost", first: true },
  { what: "Chat", keys: ["Enter"], pad: "", touch: "Chat", first: false },
  { what: "Emotes", keys: ["1", "–", "6"], pad: "", touch: "Emote", first: false },
  { what: "Sound on, off", keys: ["M"], pad: "", touch: "Sound", first: false },
  { what: "Network graph", keys: ["N"], pad: "", touch: "", first: false },
  { what: "This help", keys: ["H"], pad: "Start", touch: "?", first: false },
];

const keycaps = (keys: readonly string[]): Node[] =>
  keys.map((key) => (key === "–" ? element("span", "dash", key) : element("kbd", "", key)));

/** The few keys one needs to begin, in one line each. */
export function createLegend(): HTMLElement {
  const legend = element("ul", "legend");
  for (const { what, keys } of KEYS.filter((key) => key.first))
    legend.append(
      element("li", "", element("span", "keys", ...keycaps(keys)), element("span", "what", what)),
    );
  return legend;
}

/** All keys of all devices. */
export function createKeyTable(): HTMLElement {
  const heads = ["", "Keyboard and mouse", "Gamepad", "Touch"].map((text) => {
    const head = element("th", "", text);
    head.scope = "col";
    return head;
  });
  const rows = KEYS.map(({ what, keys, pad, touch }) => {
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
