/** Skirmish: ships, bolts and ore in a field of rocks. This is the part that server and clients share. */
import { z } from "zod";
import { defineGame } from "../../shared/game.ts";
import { skirmishTables } from "./entities.ts";
import { skirmishListing } from "./listing.ts";
import { inputTable } from "./shared/input.ts";

export const skirmish = defineGame({
  ...skirmishListing,
  version: 4,
  state: skirmishTables,
  input: inputTable,
  messages: {
    /** Respawn now, instead of after the full wait. */
    respawn: { schema: z.strictObject({}), limit: { burst: 4, every: 0.5 } },
    /** After a duel: another round against the same opponent. */
    rematch: { schema: z.strictObject({}), limit: { burst: 4, every: 0.5 } },
  },
  questions: {
    /**
     * How was the shot judged that destroyed my ship last? The answer is a `WhyAnswer`
     * (shared/deathReport.ts).
     */
    why: { schema: z.strictObject({}), limit: { burst: 1, every: 1 } },
  },
});
