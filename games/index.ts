/** The games of this repository, as servers run them. Players are offered the first one first. */
import type { GameServer } from "../server/game.ts";
import { puckServer } from "./puck/server/index.ts";
import { skirmishServer } from "./skirmish/server/index.ts";

export const games: readonly GameServer[] = [skirmishServer, puckServer];
