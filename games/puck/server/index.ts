/** Puck on the server: the functions that a room calls. */
import { defineServer } from "../../../server/defineServer.ts";
import { puck } from "../game.ts";
import { TEAM } from "../shared/teams.ts";
import { step } from "./step.ts";
import { addSkater, createWorld, freshPuck, freshSkater } from "./world.ts";

const TEAMS = { [TEAM.red]: "Red", [TEAM.blue]: "Blue" } as const;

export const puckServer = defineServer({
  game: puck,
  create: createWorld,
  fresh: { skaters: freshSkater, pucks: freshPuck },
  join: (world, key, name) => addSkater(world, key, name, false),
  step,
  tell(world, to) {
    for (const event of world.events)
      if (event.type === "goal") to.announce(`${TEAMS[event.team]} scores${event.by && `: ${event.by}`}`);
  },
  progress: ({ round, phase }) => ({ round, phase }),
});
