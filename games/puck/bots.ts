/** Puck for bots, and for authors of brains. */
import { botGame } from "../../client/bots/brains.ts";
import { TEAM } from "../../shared/teams.ts";
import { type PuckTypes, type PuckView, puckClient } from "./client/puckClient.ts";
import { puck } from "./game.ts";
import { BUTTON, PUCK, RINK, SKATER } from "./shared/rink.ts";
import chase from "./starter.ts";

export const puckBots = botGame<PuckTypes, PuckView>(puck, puckClient, {
  brains: { chase, idle: () => ({}) },
  starter: new URL("./starter.ts", import.meta.url),
  constants: { button: BUTTON, rink: RINK, skater: SKATER, puck: PUCK, team: TEAM },
});
