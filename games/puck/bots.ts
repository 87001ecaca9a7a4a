/** Puck as bots play it: the brain that also moves the server's pilots. */
import type { BotGame } from "../../client/bots/game.ts";
import { chase } from "./brains/chase.ts";
import { type PuckTypes, puckClient } from "./client/puckClient.ts";
import type { Push } from "./shared/rink.ts";
import type { Team } from "./shared/teams.ts";

export const puckBots: BotGame<PuckTypes> = {
  rooms: ["puck"],
  client: puckClient,
  brains: ["chase"],
  usualBrain: "chase",
  pilot() {
    const input: Push = { moveX: 0, moveY: 0, buttons: 0 };
    return {
      intent(session) {
        const own = session.own();
        if (own === undefined) return input;
        const puck = session.body("puck");
        const distance = ({ x, y }: { x: number; y: number }): number => Math.hypot(x - puck.x, y - puck.y);
        const supported = [...session.entities()].some(
          (one) => !one.mine && one.team === own.team && distance(one) < distance(own),
        );
        chase({ self: { ...own, team: own.team as Team }, puck, supported }, input);
        return input;
      },
    };
  },
};
