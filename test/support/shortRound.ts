/** A server whose first rounds end after some seconds, also according to the first checkpoint of the log. */
import { puckServer } from "../../games/puck/server/index.ts";
import { skirmishServer } from "../../games/skirmish/server/index.ts";
import type { World } from "../../games/skirmish/server/world.ts";
import { PHASE } from "../../games/skirmish/shared/phase.ts";
import { ticks } from "../../shared/tick.ts";

const { create } = skirmishServer;
Object.assign(skirmishServer, {
  create(...args: Parameters<typeof create>): World {
    return Object.assign(create(...args), { phase: PHASE.live, phaseEnds: ticks(12) });
  },
});
const createPuck = puckServer.create;
Object.assign(puckServer, {
  create: (...args: Parameters<typeof createPuck>) =>
    Object.assign(createPuck(...args), { left: ticks(4), red: 2, blue: 1 }),
});
await import("../../server/main.ts");
