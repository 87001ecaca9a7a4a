/** Puck as bots play it: by the brain that also moves the server's pilots. */
import { botGame } from "../../client/bots/brains.ts";
import { chase } from "./brains/chase.ts";
import { type PuckTypes, puckClient } from "./client/puckClient.ts";
import { puck } from "./game.ts";

export const puckBots = botGame<PuckTypes>(puck, puckClient, {
  chase(session, input) {
    const self = session.own();
    if (self === undefined) return;
    const puck = session.body("puck");
    const distance = ({ x, y }: { x: number; y: number }) => Math.hypot(x - puck.x, y - puck.y);
    let supported = false;
    for (const other of session.entities())
      supported ||= !other.mine && other.team === self.team && distance(other) < distance(self);
    chase({ self, puck, supported }, input);
  },
});
