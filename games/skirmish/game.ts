/** Skirmish: ships, bolts and ore in a field of rocks. What both sides know of it. */
import { z } from "zod";
import { defineGame } from "../../shared/game.ts";
import { skirmishTables } from "./entities.ts";
import { ARENA, SWARM } from "./shared/config.ts";
import { inputTable } from "./shared/input.ts";

export const skirmish = defineGame({
  name: "skirmish",
  title: "Skirmish",
  version: 1,
  modes: {
    /** Drop-in free-for-all. */
    arena: { capacity: ARENA.capacity, settings: ARENA },
    /** The same for a thousand, in a world as large as that takes. */
    swarm: { capacity: SWARM.capacity, settings: SWARM },
  },
  state: skirmishTables,
  input: inputTable,
  messages: {
    /** Come back now instead of waiting, once the shortest wait is over. */
    respawn: { schema: z.strictObject({}), limit: { burst: 4, every: 0.5 } },
  },
});
