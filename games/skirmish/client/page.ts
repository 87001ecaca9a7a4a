/** The front page of Skirmish: title, modes, keys and hints. The rest of the game is loaded later. */
import { definePage } from "../../../client/definePage.ts";
import { words as page } from "../../../client/strings/index.ts";
import { skirmishListing } from "../listing.ts";
import { BUTTON } from "../shared/input.ts";
import { words } from "./strings/index.ts";

/** Until the script runs, the icon in client/index.html shows the same shape in the tab. */
const EMBLEM = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<g fill="none" stroke="#6ff2ff" stroke-opacity="0.45" stroke-width="1.5"><circle cx="32" cy="32" r="29"/><path
d="M32 3v8M32 53v8M3 32h8M53 32h8"/></g><path d="M32 13 46 47 32 40 18 47Z" fill="#6ff2ff"/><path d="M32 24v11"
stroke="#04222b" stroke-width="4" stroke-linecap="round"/></svg>`;

export const skirmishPage = definePage(skirmishListing, {
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
  move: words.fly,
  keys: [
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
  emblem: EMBLEM,
  load: async () => (await import("./module.ts")).skirmishModule,
  replay: async () => (await import("./replay.ts")).skirmishReplay,
});
