/** What every design offers to the process that measures it. */
import type { World } from "../../../games/skirmish/server/world.ts";

export interface Serving {
  port: number;
  /** Called with the length of every step, ms. */
  onTick: (ms: number) => void;
  players(): number;
  /** The world that is played, where there is one. */
  world(): World | undefined;
}
