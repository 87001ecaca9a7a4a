/** The interface of a design to the process that measures it. */
import type { World } from "../../../games/skirmish/server/world.ts";

export interface Serving {
  port: number;
  /** Called with the duration of every step, ms. */
  onTick: (ms: number) => void;
  players(): number;
  /** The world, if the design has one. */
  world(): World | undefined;
}
