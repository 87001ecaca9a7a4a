/** Everything on the screen that is not the arena. Plain elements over the canvas, one part a file. */
import type { Devices } from "../../../../client/input/devices.ts";
import { createChat } from "../../../../client/shell/chat.ts";
import { element } from "../../../../client/shell/dom.ts";
import { createHelp } from "../../../../client/shell/help.ts";
import { createLinkQuality } from "../../../../client/shell/linkQuality.ts";
import { createNetGraph } from "../../../../client/shell/netGraph.ts";
import type { HudOptions } from "../../../../client/shell/part.ts";
import { createToasts } from "../../../../client/shell/toasts.ts";
import { createTools } from "../../../../client/shell/tools.ts";
import type { ShipSession } from "../session/skirmish.ts";
import { createBanner } from "./banner.ts";
import { createBars } from "./bars.ts";
import { createClock } from "./clock.ts";
import { createDeath } from "./death.ts";
import { createHits } from "./hits.ts";
import { createKillFeed } from "./killFeed.ts";
import { createLeaderboard } from "./leaderboard.ts";
import { createMinimap } from "./minimap.ts";
import type { Context, Part } from "./part.ts";
import { createPodium } from "./podium.ts";
import { createScore } from "./score.ts";

export interface Hud {
  /** Shows this session from now on, in place of an earlier one. Before the first nothing is shown. */
  setSession(session: ShipSession): void;
  /** Call once a frame, after the session's. @param now ms, the time the session's frame was given */
  frame(now: number): void;
  destroy(): void;
}

/**
 * Also does what the commands of `devices` ask for, all but "mute".
 * @param root filled with the HUD; lets presses through where there is nothing to press
 */
export function createHud(root: HTMLElement, devices: Devices, options: HudOptions): Hud {
  let session: ShipSession | undefined;
  let time = performance.now();
  let stops: (() => void)[] = [];
  const context: Context = { devices, options, now: () => time, session: () => session };

  const { hud, parts } = createParts(context);
  hud.hidden = true;
  root.append(hud);
  const stopEmotes = devices.on("emote", (id) => session?.emote(id));
  const unlisten = (): void => {
    for (const stop of stops) stop();
    stops = [];
  };

  return {
    setSession(next) {
      unlisten();
      session = next;
      stops = parts.flatMap((part) => part.start?.(next) ?? []);
      hud.hidden = false;
    },
    frame(now) {
      time = now;
      if (session) for (const part of parts) part.frame?.(now, session);
    },
    destroy() {
      unlisten();
      stopEmotes();
      for (const part of parts) part.destroy?.();
      hud.remove();
    },
  };
}

/** Parts by the place on the screen they share; what comes later lies on top. */
function createParts(context: Context): { hud: HTMLElement; parts: Part[] } {
  const places: Record<string, Part[]> = {
    under: [createHits(context)],
    "top-left": [createScore(), createLinkQuality(), createTools(context), createNetGraph(context)],
    "top-centre": [createClock(), createToasts(context)],
    "top-right": [createLeaderboard(), createKillFeed(context)],
    "bottom-left": [createChat(context)],
    "bottom-centre": [createBars()],
    "bottom-right": [createMinimap(context)],
    over: [createDeath(context), createPodium(), createBanner(context), createHelp(context)],
  };
  const boxes = Object.entries(places).map(([place, parts]) =>
    element("div", `place ${place}`, ...parts.map((part) => part.element)),
  );
  return { hud: element("div", "hud", ...boxes), parts: Object.values(places).flat() };
}
