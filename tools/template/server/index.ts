/** Template on the server: the functions that a room calls. server/game.ts of the engine lists all of them. */
import { defineServer } from "../../../server/defineServer.ts";
import { templateGame } from "../game.ts";
import { create, freshDisc, step } from "./world.ts";

export const templateServer = defineServer({ game: templateGame, create, fresh: { discs: freshDisc }, step });
