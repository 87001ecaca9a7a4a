/** Template for bots, `npm run bots -- --room template`, and for authors of brains. */
import { botGame } from "../../client/bots/brains.ts";
import { axesTo } from "../../shared/bodies.ts";
import type { TemplateView } from "./brainView.ts";
import { type TemplateTypes, templateClient } from "./client/client.ts";
import { templateGame } from "./game.ts";
import { DISC, FIELD } from "./shared/move.ts";

export const templateBots = botGame<TemplateTypes, TemplateView>(templateGame, templateClient, {
  brains: {
    seek: ({ self, state }) => axesTo(self, { x: state.lightX, y: state.lightY }),
    idle: () => ({}),
  },
  starter: new URL("./starter.ts", import.meta.url),
  constants: { field: FIELD, disc: DISC },
});
