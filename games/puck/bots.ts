/** Puck for bots, and for authors of brains. The server's pilots use the same brain. */
import { botGame } from "../../client/bots/brains.ts";
import { chase } from "./brains/chase.ts";
import { type PuckTypes, type PuckView, puckClient } from "./client/puckClient.ts";
import { puck } from "./game.ts";
import { BUTTON, PUCK, type Push, RINK, SKATER } from "./shared/rink.ts";
import { TEAM } from "./shared/teams.ts";

export const puckBots = botGame<PuckTypes, PuckView>(puck, puckClient, {
  brains: {
    chase({ self, others, pucks }, _memory, input) {
      const team = others.filter((one) => one.team === self.team);
      chase({ self, puck: pucks[0]!, team }, input as Push);
    },
    idle: () => ({}),
  },
  starter: new URL("./starter.ts", import.meta.url),
  constants: { button: BUTTON, rink: RINK, skater: SKATER, puck: PUCK, team: TEAM },
  // As the page draws it: the newest patch has the puck where it was half a round trip ago.
  see: (view, session) => {
    const { x, y, vx, vy } = session.body("puck");
    return { ...view, pucks: view.pucks.map((one) => ({ ...one, x, y, vx, vy })) };
  },
});
