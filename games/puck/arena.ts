/** Puck for matches without a server. Brains join the teams in turns: two play one against one. */
import { teamArena } from "../../shared/teamArena.ts";
import { puck } from "./game.ts";
import { PHASE, puckOf, type World } from "./server/world.ts";
import { RINK } from "./shared/rink.ts";

/** What the way of the puck over the whole rink is worth, in goals. */
const PROGRESS = 0.2;

export const puckArena = teamArena<World>(puck, {
  settings: () => ({ pilots: 0 }),
  learner: { length: RINK.width, speed: 400, nearest: { others: 3, pucks: 1 } },
  lean: (world) => (world.phase === PHASE.play ? (PROGRESS * puckOf(world).x) / RINK.width : undefined),
});
