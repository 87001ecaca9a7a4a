/** The module of Puck on a page: scene, HUD and sounds. */
import "./puck.css";
import { sceneModule } from "../../../client/shell/sceneModule.ts";
import { teamParts } from "../../../client/shell/teamHud.ts";
import { puckClient } from "./puckClient.ts";
import { RinkDrawing } from "./scene.ts";
import { puckSounds } from "./sounds.ts";
import { words } from "./strings/index.ts";

export const puckModule = sceneModule(puckClient, () => new RinkDrawing(), {
  parts: (context) =>
    teamParts(context, {
      ...{ label: words.score, goals: words.goals, youScored: words.youScored },
      players: puckClient.entities.of,
      timeLeft: (session) => {
        const { phase, phaseEnds, left } = session.state;
        return phase === "play" ? phaseEnds - session.serverTick() : left;
      },
    }),
  sounds: puckSounds,
});
