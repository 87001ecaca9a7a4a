/** What a page of Template shows before the game is loaded: title, keys and how to play. */
import type { GamePage } from "../../../client/page.ts";
import { listed } from "../../../shared/game.ts";
import { templateListing } from "../listing.ts";

const EMBLEM = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><circle cx="32" cy="32" r="20" fill="#ffd166"/></svg>`;

export const templatePage: GamePage = {
  ...listed(templateListing),
  tagline: "Be the first to reach the light.",
  controls: [],
  keys: [
    {
      what: "Move",
      actions: ["up", "left", "down", "right"],
      pad: "Left stick",
      touch: "Left thumb",
      first: true,
    },
  ],
  hints: ["Touch the light to score. Then it moves to another place."],
  emblem: () => new DOMParser().parseFromString(EMBLEM, "image/svg+xml").documentElement,
  load: async () => (await import("./scene.ts")).templateModule,
  replay: async () => (await import("./replay.ts")).templateReplay,
};
