/** The module of Puck on a page: scene, HUD and sounds. */
import "./puck.css";
import { sceneModule } from "../../../client/shell/sceneModule.ts";
import { TEAM } from "../shared/teams.ts";
import { puckClient } from "./puckClient.ts";
import { createResult } from "./result.ts";
import { RinkDrawing } from "./scene.ts";
import { createScore, createTeam } from "./score.ts";
import { puckSounds } from "./sounds.ts";

export const puckModule = sceneModule(puckClient, () => new RinkDrawing(), {
  parts: (context) => ({
    "top-centre": [createScore(), createTeam(TEAM.red), createTeam(TEAM.blue)],
    over: [createResult(context)],
  }),
  sounds: puckSounds,
});
