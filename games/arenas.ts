/** The games of this repository that can be played without a server. The first one is the default. */
import type { Arena } from "../shared/arena.ts";
import { puckArena } from "./puck/arena.ts";
import { skirmishArena } from "./skirmish/arena.ts";

export const arenas: readonly Arena<never>[] = [skirmishArena, puckArena];
