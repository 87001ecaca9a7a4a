/** Template on the server: what a room calls. All that can be said here is in server/game.ts of the engine. */
import { defineServer } from "../../../server/defineServer.ts";
import { templateGame } from "../game.ts";
import { create, freshDisc, step } from "./world.ts";

export const templateServer = defineServer({ game: templateGame, create, fresh: { discs: freshDisc }, step });
