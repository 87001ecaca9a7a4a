/** Skirmish: ships, bolts and ore in a field of rocks. What both sides know of it. */
import { z } from "zod";
import { defineGame } from "../../shared/game.ts";
import { skirmishTables } from "./entities.ts";
import { skirmishListing } from "./listing.ts";
import { inputTable } from "./shared/input.ts";

export const skirmish = defineGame({
  ...skirmishListing,
  version: 1,
  state: skirmishTables,
  input: inputTable,
  messages: {
    /** Come back now instead of waiting, once the shortest wait is over. */
    respawn: { schema: z.strictObject({}), limit: { burst: 4, every: 0.5 } },
  },
});
