/** The games of this repository, as bots play them. The first one is the default. */
import type { BotGames } from "../client/bots/game.ts";
import { puckBots } from "./puck/bots.ts";
import { skirmishBots } from "./skirmish/bots.ts";

export const botGames: BotGames = [skirmishBots, puckBots];
