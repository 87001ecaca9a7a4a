/** The interface of a design to the process that measures it. */
import type { World } from "../../../games/skirmish/server/world.ts";

export interface Serving {
  port: number;
  /** Called with the duration of every step, ms. */
  onTick: (ms: number) => void;
  /** Called by designs with I/O threads with the time from composing to writing, ms. */
  onWritten: (ms: number) => void;
  /** CPU time of the I/O threads so far, µs. */
  ioCpu(): number;
  players(): number;
  /** The world, if the design has one. */
  world(): World | undefined;
}

/** What a design without I/O threads has of them. */
export const NO_THREADS: Pick<Serving, "onWritten" | "ioCpu"> = { onWritten: () => {}, ioCpu: () => 0 };
