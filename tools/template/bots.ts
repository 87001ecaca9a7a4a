/** Template for bots: `npm run bots -- --room template`. */
import { botGame } from "../../client/bots/brains.ts";
import { axesTo } from "../../shared/bodies.ts";
import { type TemplateTypes, templateClient } from "./client/client.ts";
import { templateGame } from "./game.ts";

export const templateBots = botGame<TemplateTypes>(templateGame, templateClient, {
  seek(session, intent) {
    const { lightX: x, lightY: y } = session.state;
    Object.assign(intent, axesTo(session.own() ?? { x, y }, { x, y }));
  },
});
