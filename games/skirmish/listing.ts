/**
 * Name, title and modes of Skirmish, for lists of games: a server or page reads them without loading the
 * game.
 */
import { ARENA, DUEL, SWARM, swarmOf } from "./shared/config.ts";

export const skirmishListing = {
  name: "skirmish",
  title: "Skirmish",
  modes: {
    /** Drop-in free-for-all. */
    arena: { capacity: ARENA.capacity, settings: ARENA },
    /**
     * The same for a thousand players or as many as `SWARM_CAPACITY` says, in a world that is large enough
     * for them.
     */
    swarm: {
      ...{ capacity: SWARM.capacity, settings: SWARM },
      capacityFrom: { variable: "SWARM_CAPACITY", settings: swarmOf },
    },
    /** One against one, put together by skill. */
    duel: { capacity: 2, settings: DUEL, bySkill: true },
  },
} as const;
