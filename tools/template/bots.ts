/** Template for bots, `npm run bots -- --room template`, and for authors of brains. */
import { botGame } from "../../client/bots/brains.ts";
import { type TemplateTypes, type TemplateView, templateClient } from "./client/client.ts";
import { templateGame } from "./game.ts";
import { DISC, FIELD } from "./shared/move.ts";
import seek from "./starter.ts";

export const templateBots = botGame<TemplateTypes, TemplateView>(templateGame, templateClient, {
  brains: { seek, idle: () => ({}) },
  starter: new URL("./starter.ts", import.meta.url),
  constants: { field: FIELD, disc: DISC },
});
