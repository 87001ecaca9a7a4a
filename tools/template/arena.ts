/** Template for matches without a server: `npm run spar -- --game template`. */
import { scoreArena } from "../../shared/scoreArena.ts";
import { templateGame } from "./game.ts";
import type { World } from "./server/world.ts";

export const templateArena = scoreArena<World>(templateGame, { room: "template" });
