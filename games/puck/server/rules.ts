/** The rules of puck: what a server and a replay in a browser both run. */
import { gameRules } from "../../../server/defineRules.ts";
import { puck } from "../game.ts";
import { TEAM } from "../shared/teams.ts";
import { step } from "./step.ts";
import { addSkater, createWorld, freshPuck, freshSkater } from "./world.ts";

const TEAMS = { [TEAM.red]: "Red", [TEAM.blue]: "Blue" } as const;

export const puckRules = gameRules({
  game: puck,
  create: createWorld,
  fresh: { skaters: freshSkater, pucks: freshPuck },
  join: (world, key, name, bot = false) => Object.assign(addSkater(world, key, name, false), { bot }),
  step,
  tell(world, to) {
    for (const event of world.events)
      if (event.type === "goal") {
        const { team, by } = event;
        to.announce(`${TEAMS[team]} scores${by && `: ${by}`}`, { code: "goal", values: { team, by } });
      }
  },
});
