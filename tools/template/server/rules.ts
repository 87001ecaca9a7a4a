/** The rules of Template: what a server and a replay in a browser both run. server/game.ts of the engine lists all functions. */
import { gameRules } from "../../../server/defineRules.ts";
import { templateGame } from "../game.ts";
import { create, freshDisc, step } from "./world.ts";

export const templateRules = gameRules({ game: templateGame, create, fresh: { discs: freshDisc }, step });
