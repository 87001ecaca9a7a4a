/** The front page of Skirmish: title, modes, keys and hints. The rest of the game is loaded later. */
import type { GamePage } from "../../../client/page.ts";
import { words as page } from "../../../client/strings/index.ts";
import { listed } from "../../../shared/game.ts";
import { skirmishListing } from "../listing.ts";
import { BUTTON } from "../shared/input.ts";
import { createEmblem } from "./emblem.ts";
import { words } from "./strings/index.ts";

export const skirmishPage: GamePage = {
  ...listed(skirmishListing),
  tagline: words.tagline,
  modes: {
    arena: { ...words.arena, picture: new URL("./pictures/arena.svg", import.meta.url).href },
    swarm: { ...words.swarm, picture: new URL("./pictures/swarm.svg", import.meta.url).href },
    duel: { ...words.duel.card, picture: new URL("./pictures/duel.svg", import.meta.url).href },
  },
  controls: [
    {
      ...{ bit: BUTTON.fire, name: "fire", label: words.fire, keys: ["Space"] },
      ...{ mouse: "left", pad: "rightTrigger", touch: "push" },
    },
    {
      ...{ bit: BUTTON.boost, name: "boost", label: words.boost, keys: ["ShiftLeft", "ShiftRight"] },
      ...{ pad: "a", touch: "button" },
    },
    {
      ...{ bit: BUTTON.lance, name: "lance", label: words.weapons.lance, keys: ["KeyE"] },
      ...{ mouse: "right", pad: "leftTrigger", touch: "button" },
    },
  ],
  keys: [
    {
      ...{ what: words.fly, actions: ["up", "left", "down", "right"], pad: page.pad.leftStick },
      ...{ touch: page.thumb.left, first: true },
    },
    {
      ...{ what: words.aim, keys: [page.mouse.aim], pad: page.pad.rightStick, touch: page.thumb.right },
      first: true,
    },
    {
      ...{ what: words.weapons.blaster, keys: [page.mouse.left], actions: ["fire"], touch: page.thumb.push },
      first: true,
    },
    {
      ...{ what: words.weapons.lance, keys: [page.mouse.right], actions: ["lance"] },
      ...{ touch: words.weapons.lance, first: true },
    },
    { what: words.boost, actions: ["boost"], touch: words.boost, first: true },
    { what: words.why.title, actions: ["why"], touch: words.why.short },
  ],
  hints: words.hints,
  notices: words.notices,
  hasSound: true,
  emblem: createEmblem,
  load: async () => (await import("./module.ts")).skirmishModule,
  replay: async () => (await import("./replay.ts")).skirmishReplay,
};
