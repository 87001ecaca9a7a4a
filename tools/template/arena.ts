/** Template for matches without a server: `npm run spar -- --game template`. */
import { scoreArena } from "../../shared/scoreArena.ts";
import { templateGame } from "./game.ts";

export const templateArena = scoreArena(templateGame);
