/** The HUD of Skirmish: its parts and their places on the screen. */
import type { Devices } from "../../../../client/input/devices.ts";
import { createHud as createAnyHud, type Hud } from "../../../../client/shell/hud.ts";
import type { HudOptions } from "../../../../client/shell/part.ts";
import { withStandardParts } from "../../../../client/shell/standardParts.ts";
import type { ShipSession } from "../session/skirmish.ts";
import { createBars } from "./bars.ts";
import { createClock } from "./clock.ts";
import { createDeath } from "./death.ts";
import { createHits } from "./hits.ts";
import { createKillFeed } from "./killFeed.ts";
import { createLeaderboard } from "./leaderboard.ts";
import { createMinimap } from "./minimap.ts";
import { createPodium } from "./podium.ts";
import { createScore } from "./score.ts";
import { createWaiting } from "./waiting.ts";
import { createWhy } from "./why.ts";

export const createHud = (root: HTMLElement, devices: Devices, options: HudOptions): Hud<ShipSession> =>
  createAnyHud<ShipSession>(root, devices, options, (context) => {
    const why = createWhy(context);
    return withStandardParts(context, {
      under: [createHits(context)],
      "top-left": [createScore(), why.tool],
      "top-centre": [createClock()],
      "top-right": [createLeaderboard(), createKillFeed(context)],
      "bottom-centre": [createBars()],
      "bottom-right": [createMinimap(context)],
      over: [createWaiting(context), createDeath(context), why.panel, createPodium(context)],
    });
  });
