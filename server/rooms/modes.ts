/** The rooms players can join: one match, in worlds of different size. */
import { ARENA, SWARM } from "../../games/skirmish/shared/config.ts";
import { MatchRoom } from "./match.ts";

/** Drop-in free-for-all. */
export class ArenaRoom extends MatchRoom {
  constructor() {
    super(ARENA);
  }
}

/** The same game for a thousand, in a world as large as that takes. */
export class SwarmRoom extends MatchRoom {
  constructor() {
    super(SWARM);
  }
}
