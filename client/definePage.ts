/** Makes what every page loads of a game (page.ts) from its listing; what a game leaves out has a default. */
import { type Listing, listed } from "../shared/game.ts";
import type { ButtonControl } from "./input/controls.ts";
import type { GamePage, KeyHelp } from "./page.ts";
import { words } from "./strings/index.ts";

export interface PageRules
  extends Pick<GamePage, "tagline" | "load">,
    Partial<Pick<GamePage, "modes" | "controls" | "hints" | "hasSound" | "notices" | "replay">> {
  /** Rows of the table of keys, after the first one. Each control without a row here gets one of its own. */
  readonly keys?: GamePage["keys"];
  /** What the keys of movement do, in the first row of the table of keys. Default: "Move". */
  readonly move?: string;
  /** An SVG picture of 64 × 64. Default: a disc. */
  readonly emblem?: string;
}

const SVG = `xmlns="http://www.w3.org/2000/svg"`;
const DISC = `<svg ${SVG} viewBox="0 0 64 64"><circle cx="32" cy="32" r="20" fill="#ffd166"/></svg>`;

const rowOf = ({ name, label, mouse, touch }: ButtonControl): KeyHelp => ({
  ...{ what: label, actions: [name], keys: mouse === undefined ? [] : [words.mouse[mouse]], first: true },
  ...(touch !== undefined && { touch: touch === "push" ? words.thumb.push : label }),
});

export const definePage = (
  listing: Listing,
  { move = words.move, controls = [], keys = [], emblem = DISC, ...page }: PageRules,
): GamePage => ({
  ...listed(listing),
  controls,
  hints: [],
  ...page,
  keys: [
    {
      ...{ what: move, actions: ["up", "left", "down", "right"], pad: words.pad.leftStick },
      ...{ touch: words.thumb.left, first: true },
    },
    ...keys,
    ...controls.filter(({ name }) => !keys.some(({ actions }) => actions?.includes(name))).map(rowOf),
  ],
  emblem: () => new DOMParser().parseFromString(emblem, "image/svg+xml").documentElement,
});
