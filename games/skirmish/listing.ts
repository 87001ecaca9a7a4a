/** What lists of games say of Skirmish. */
import { ARENA, SWARM } from "./shared/config.ts";

export const skirmishListing = {
  name: "skirmish",
  title: "Skirmish",
  modes: {
    /** Drop-in free-for-all. */
    arena: { capacity: ARENA.capacity, settings: ARENA },
    /** The same for a thousand, in a world as large as that takes. */
    swarm: { capacity: SWARM.capacity, settings: SWARM },
  },
} as const;
