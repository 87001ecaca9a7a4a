/**
 * A server whose arenas are small and full: pilots fill them up to `CROWD` ships, and a player sees all of
 * them.
 */
import { skirmishServer } from "../../games/skirmish/server/index.ts";
import { PHASE } from "../../games/skirmish/shared/phase.ts";
import { ticks } from "../../shared/tick.ts";

const { create } = skirmishServer;
const pilots = Number(process.env.CROWD);
/** Side of the world, units: no two places are farther apart than a player sees. */
const SIDE = 1000;
Object.assign(skirmishServer, {
  create: ((settings, ...rest) =>
    Object.assign(create({ ...settings, size: SIDE, rocks: 4, pilots }, ...rest), {
      phase: PHASE.live,
      phaseEnds: ticks(300),
    })) satisfies typeof create,
});
await import("../../server/main.ts");
