/** Template as bots play it: `npm run bots -- --room template`. */
import { botGame } from "../../client/bots/brains.ts";
import { axesTo } from "../../shared/bodies.ts";
import { type TemplateTypes, templateClient } from "./client/client.ts";
import { templateGame } from "./game.ts";

export const templateBots = botGame<TemplateTypes>(templateGame, templateClient, {
  seek(session, wish) {
    const { lightX: x, lightY: y } = session.state;
    Object.assign(wish, axesTo(session.own() ?? { x, y }, { x, y }));
  },
});
