/** What a page of Puck shows before the game is loaded: title, keys and how to play. */
import type { GamePage } from "../../../client/page.ts";
import { listed } from "../../../shared/game.ts";
import { puckListing } from "../listing.ts";
import { BUTTON } from "../shared/rink.ts";

const EMBLEM = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><circle cx="32" cy="32" r="22" fill="none"
stroke="#9fd8ff" stroke-width="4"/><path d="M32 8v48" stroke="#4fa8ff" stroke-width="3"/><circle cx="32" cy="32" r="8" fill="#ff5d6c"/></svg>`;

export const puckPage: GamePage = {
  ...listed(puckListing),
  tagline: "Two teams, one puck. Push it home.",
  modes: {
    puck: {
      title: "Puck",
      text: "Two teams, one puck. Five goals win.",
      picture: new URL("./pictures/puck.svg", import.meta.url).href,
    },
  },
  controls: [
    { bit: BUTTON.sprint, label: "Sprint", keys: ["Space"], mouse: "left", pad: "a", touch: "button" },
  ],
  keys: [
    { what: "Skate", keys: ["W", "A", "S", "D"], pad: "Left stick", touch: "Left thumb", first: true },
    { what: "Sprint", keys: ["Space", "Left button"], pad: "A", touch: "Sprint", first: true },
  ],
  hints: [
    "Guard the goal of your colour and score in the other one.",
    "The puck bounces off you: get behind it and push.",
    "The first team with five goals wins, or the better one after three minutes.",
  ],
  emblem: () => new DOMParser().parseFromString(EMBLEM, "image/svg+xml").documentElement,
  load: async () => (await import("./module.ts")).puckModule,
  replay: async () => (await import("./replay.ts")).puckReplay,
};
