/** The page: asks for a name, joins, and puts drawing, HUD and devices around the session. */

import { createHud } from "../games/skirmish/client/hud/hud.ts";
import { startGame } from "../games/skirmish/client/scene/game.ts";
import { createSounds } from "../games/skirmish/client/scene/sounds.ts";
import { join } from "../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../games/skirmish/client/session/skirmish.ts";
import { tidyName } from "../shared/names.ts";
import { ROOM } from "../shared/protocol.ts";
import { SERVER_URL } from "./browser/serverUrl.ts";
import { isTooOld, markStarted } from "./browser/started.ts";
import { createDevices } from "./input/devices.ts";
import { askIdentity } from "./session/identity.ts";
import { askName, type Entry } from "./shell/entry.ts";
import { rememberedName, rememberName } from "./shell/memory.ts";

declare global {
  interface Window {
    /** For the console and for tests. */
    __skirmish: { session?: SkirmishSession };
  }
}

/**
 * ?name=Ada fills the name in, ?join presses Play, ?room=… names another room. ?at=… is a link to one room, ?friend=… leads to
 * wherever that player is.
 */
const query = new URLSearchParams(location.search);
const room = query.get("room") ?? ROOM.arena;

const gameBox = document.querySelector<HTMLElement>("#game")!;
const hudBox = document.querySelector<HTMLElement>("#hud")!;
window.__skirmish = {};

const sounds = createSounds();
const devices = createDevices(gameBox, () => game.shipOnScreen());
const game = startGame(gameBox, () => devices.intent(), sounds);
const hud = createHud(hudBox, devices, {
  onRejoin: () => void enter(played),
  screen: game,
  muted: () => sounds.muted,
});
game.onFrame((now) => hud.frame(now));
devices.on("mute", () => {
  sounds.muted = !sounds.muted;
});
for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, () => sounds.unlock());

// A page that the browser keeps for its Back button keeps its seat; one that it does not has nothing to come back to.
addEventListener("pagehide", ({ persisted }) => {
  if (persisted) window.__skirmish.session?.suspend();
  else void window.__skirmish.session?.leave();
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) window.__skirmish.session?.resume();
});

/** The name of the latest attempt to join: a browser may remember none. */
let played = rememberedName();

/** Where the link leads. It is followed once: what it led to may have ended. */
let linked: { at?: string | undefined; friend?: string | undefined } = {
  at: query.get("at") ?? undefined,
  friend: query.get("friend") ?? undefined,
};

// While the player looks at the title: a round trip less between the click and the game. Joining says what is wrong.
const remembered = tidyName(rememberedName());
const identity = askIdentity(SERVER_URL, remembered).catch(() => undefined);

/** @returns the server's reason to refuse a name; undefined when it accepts the name */
async function check(name: string): Promise<string | undefined> {
  const known = await identity;
  if (name === remembered) return known?.refused;
  return (await askIdentity(SERVER_URL, name, known?.token)).refused;
}

if (!isTooOld()) void start();

async function start(): Promise<void> {
  const entry = askName(document.body, { name: query.get("name") ?? rememberedName(), check });
  markStarted();
  if (query.has("join")) await enter(query.get("name") ?? rememberedName(), entry);
  while (window.__skirmish.session === undefined) await enter(await entry.name, entry);
}

/** Joins under a name; says on the title screen, or with a new one, why it cannot. */
async function enter(name: string, entry: Entry = askName(document.body, { name, check })): Promise<void> {
  rememberName(name);
  played = name;
  entry.busy("Joining …");
  const where = entry.room === undefined ? linked : { at: entry.room };
  linked = {};
  try {
    const session = await join({
      url: SERVER_URL,
      room,
      name,
      identity: await identity,
      ...where,
    });
    window.__skirmish.session = session;
    game.setSession(session);
    hud.setSession(session);
    entry.close();
  } catch (error) {
    entry.fail(error instanceof Error ? error.message : String(error));
    if (window.__skirmish.session !== undefined) await enter(await entry.name, entry);
  }
}
