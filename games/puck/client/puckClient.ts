/** The client side of Puck: each client predicts its own skater and the puck. */
import { defineClient, type TypesOf } from "../../../client/defineClient.ts";
import type { PlayerSession } from "../../../client/session/view.ts";
import type { TableView } from "../../../shared/tableView.ts";
import { HUES } from "../../../shared/teams.ts";
import { puck } from "../game.ts";
import { type Body, HANDS_OFF, hitPuck, stepPuck, stepSkater } from "../shared/rink.ts";

export interface PuckTypes extends TypesOf<typeof puck, "skaters"> {
  bodies: { own: Body; puck: Body };
  rules: { faceOff: boolean };
}

export type PuckSession = PlayerSession<PuckTypes>;
export type DrawnSkater = PuckTypes["drawn"];
/** What a brain sees: what the tables in game.ts say. */
export type PuckView = TableView<typeof puck, "skaters">;

export const puckClient = defineClient<PuckTypes>(puck, {
  player: ({ name, team, bot }) => ({ name, hue: HUES[team] ?? 0, bot }),
  /** Units; five times as far as a skater moves in a tick. */
  leap: 90,
  shared: { puck: ({ pucks }) => pucks.get("puck") },
  rules: ({ phase }) => ({ faceOff: phase === "faceOff" }),
  step({ own, puck }, input, { faceOff }) {
    stepSkater(own, faceOff ? HANDS_OFF : input);
    if (faceOff) return;
    hitPuck(own, puck);
    stepPuck(puck);
  },
});
