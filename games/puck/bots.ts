/** Puck for bots: they use the brain that also moves the server's pilots. */
import { botGame } from "../../client/bots/brains.ts";
import { chase } from "./brains/chase.ts";
import { type PuckTypes, puckClient } from "./client/puckClient.ts";
import { puck } from "./game.ts";

export const puckBots = botGame<PuckTypes>(puck, puckClient, {
  chase(session, input) {
    const self = session.own();
    if (self === undefined) return;
    const team = [...session.entities()].filter((one) => one.team === self.team);
    chase({ self, puck: session.body("puck"), team }, input);
  },
});
