/** What a page of Skirmish shows before the game is loaded: title, keys and how to play. */
import type { GamePage } from "../../../client/page.ts";
import { listed } from "../../../shared/game.ts";
import { skirmishListing } from "../listing.ts";
import { BUTTON } from "../shared/input.ts";
import { createEmblem } from "./emblem.ts";

export const skirmishPage: GamePage = {
  ...listed(skirmishListing),
  tagline: "Rocks to hide behind. Pilots that shoot back.",
  modes: {
    arena: {
      title: "Arena",
      text: "Free for all among rocks. Up to 64 pilots.",
      picture: new URL("./pictures/arena.svg", import.meta.url).href,
    },
    swarm: {
      title: "Swarm",
      text: "A thousand pilots in one large world.",
      picture: new URL("./pictures/swarm.svg", import.meta.url).href,
    },
  },
  controls: [
    { bit: BUTTON.fire, label: "Fire", keys: ["Space"], mouse: "left", pad: "rightTrigger", touch: "push" },
    { bit: BUTTON.boost, label: "Boost", keys: ["ShiftLeft", "ShiftRight"], pad: "a", touch: "button" },
    {
      bit: BUTTON.lance,
      label: "Lance",
      keys: ["KeyE"],
      mouse: "right",
      pad: "leftTrigger",
      touch: "button",
    },
  ],
  keys: [
    { what: "Fly", keys: ["W", "A", "S", "D"], pad: "Left stick", touch: "Left thumb", first: true },
    { what: "Aim", keys: ["Mouse"], pad: "Right stick", touch: "Right thumb", first: true },
    { what: "Blaster", keys: ["Left button", "Space"], pad: "RT", touch: "Push further", first: true },
    { what: "Lance", keys: ["Right button", "E"], pad: "LT", touch: "Lance", first: true },
    { what: "Boost", keys: ["Shift"], pad: "A", touch: "Boost", first: true },
    { what: "Why did I die?", keys: ["R"], pad: "Y", touch: "Why?" },
  ],
  hints: [
    "Ore gives energy and 10 points. A kill gives 100.",
    "Weapons and boost use the same energy.",
    "Your hull repairs itself after 4 s without a hit.",
  ],
  hasSound: true,
  emblem: createEmblem,
  load: async () => (await import("./module.ts")).skirmishModule,
  replay: async () => (await import("./replay.ts")).skirmishReplay,
};
