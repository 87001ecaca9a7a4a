/** Puck on a page: the picture, and what lies on it. */
import "./puck.css";
import type { GameModule } from "../../../client/page.ts";
import { startCanvas } from "../../../client/shell/canvas.ts";
import { createChat } from "../../../client/shell/chat.ts";
import { createHelp } from "../../../client/shell/help.ts";
import { createHud } from "../../../client/shell/hud.ts";
import { createLinkQuality } from "../../../client/shell/linkQuality.ts";
import { createNetGraph } from "../../../client/shell/netGraph.ts";
import { createToasts } from "../../../client/shell/toasts.ts";
import { createTools } from "../../../client/shell/tools.ts";
import { type PuckSession, type PuckTypes, puckClient } from "./puckClient.ts";
import { RinkScene } from "./scene.ts";
import { createScore } from "./score.ts";

export const puckModule: GameModule<PuckTypes> = {
  client: puckClient,
  mount({ game, hud: root, page, devices, linkTo, onRejoin }) {
    const scene = new RinkScene(() => devices.intent());
    const canvas = startCanvas(game, scene, "#050b16", scene.built);
    const hud = createHud<PuckSession>(root, devices, { page, linkTo, onRejoin }, (context) => ({
      "top-left": [createLinkQuality(), createTools(context), createNetGraph(context)],
      "top-centre": [createScore(), createToasts(context)],
      "bottom-left": [createChat(context)],
      over: [createHelp(context)],
    }));
    scene.hooks.push((now) => hud.frame(now));
    return {
      aimFrom: () => canvas.middle,
      setSession(session) {
        void scene.built.then(() => scene.watch(session));
        hud.setSession(session);
      },
    };
  },
};
