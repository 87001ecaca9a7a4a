/**
 * A server whose first round of Skirmish ends after some seconds, with the number of kills of each player
 * given by its name.
 */
import { skirmishServer } from "../../games/skirmish/server/index.ts";
import type { World } from "../../games/skirmish/server/world.ts";
import { PHASE } from "../../games/skirmish/shared/phase.ts";
import { ticks } from "../../shared/tick.ts";

const { create, join } = skirmishServer;
Object.assign(skirmishServer, {
  create(...args: Parameters<typeof create>): World {
    return Object.assign(create(...args), { phase: PHASE.live, phaseEnds: ticks(6) });
  },
  join(...args: Parameters<typeof join>) {
    const kills = args[2].length;
    return Object.assign(join(...args), { kills, score: 1000 * kills });
  },
});
await import("../../server/main.ts");
