/** The module of Puck on a page: scene and HUD. */
import "./puck.css";
import { sceneModule } from "../../../client/shell/sceneModule.ts";
import { puckClient } from "./puckClient.ts";
import { RinkScene } from "./scene.ts";
import { createScore } from "./score.ts";

export const puckModule = sceneModule(puckClient, RinkScene, "#050b16", (context) => ({
  "top-centre": [createScore(context)],
}));
