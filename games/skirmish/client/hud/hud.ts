/** Skirmish's HUD: which parts there are, and where each lies. */
import type { Devices } from "../../../../client/input/devices.ts";
import { createBanner } from "../../../../client/shell/banner.ts";
import { createChat } from "../../../../client/shell/chat.ts";
import { createHelp } from "../../../../client/shell/help.ts";
import { createHud as createAnyHud, type Hud } from "../../../../client/shell/hud.ts";
import { createLinkQuality } from "../../../../client/shell/linkQuality.ts";
import { createNetGraph } from "../../../../client/shell/netGraph.ts";
import type { HudOptions } from "../../../../client/shell/part.ts";
import { createToasts } from "../../../../client/shell/toasts.ts";
import { createTools } from "../../../../client/shell/tools.ts";
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

export const createHud = (root: HTMLElement, devices: Devices, options: HudOptions): Hud<ShipSession> =>
  createAnyHud<ShipSession>(root, devices, options, (context) => ({
    under: [createHits(context)],
    "top-left": [createScore(), createLinkQuality(), createTools(context), createNetGraph(context)],
    "top-centre": [createClock(), createToasts(context)],
    "top-right": [createLeaderboard(), createKillFeed(context)],
    "bottom-left": [createChat(context)],
    "bottom-centre": [createBars()],
    "bottom-right": [createMinimap(context)],
    over: [createDeath(context), createPodium(), createBanner(context), createHelp(context)],
  }));
