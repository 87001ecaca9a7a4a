/** The front page of Puck: title, mode, keys and hints. The rest of the game is loaded later. */
import { definePage } from "../../../client/definePage.ts";
import { puckListing } from "../listing.ts";
import { BUTTON } from "../shared/rink.ts";
import { words } from "./strings/index.ts";

const EMBLEM = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><circle cx="32" cy="32" r="22" fill="none"
stroke="#9fd8ff" stroke-width="4"/><path d="M32 8v48" stroke="#4fa8ff" stroke-width="3"/><circle cx="32" cy="32" r="8" fill="#ff5d6c"/></svg>`;

export const puckPage = definePage(puckListing, {
  tagline: words.tagline,
  modes: { puck: { ...words.puck, picture: new URL("./pictures/puck.svg", import.meta.url).href } },
  controls: [
    {
      ...{ bit: BUTTON.sprint, name: "sprint", label: words.sprint, keys: ["Space"] },
      ...{ mouse: "left", pad: "a", touch: "button" },
    },
  ],
  move: words.skate,
  hints: words.hints,
  hasSound: true,
  emblem: EMBLEM,
  load: async () => (await import("./module.ts")).puckModule,
  replay: async () => (await import("../server/rules.ts")).puckRules.forReplay(),
});
