/** The game for a chaos run: half of the bots in arenas, half in a swarm. */
import { skirmishBots } from "../../games/skirmish/bots.ts";
import type { Played } from "../support/breaking/players.ts";

export const PLAYED: Played = { game: skirmishBots, rooms: ["arena", "swarm"] };
