/** Notices when the machine is so busy that links break without any fault. */
import { monitorEventLoopDelay } from "node:perf_hooks";

/** ms: the test's clients give up a link that is silent for 1.5 s. */
const LONG = 500;

export interface Stalls {
  /**
   * @param logs what the servers have logged meanwhile
   * @returns whether the test or a server stood still since `watchStalls`
   */
  found(logs: readonly string[]): boolean;
}

export function watchStalls(): Stalls {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  return {
    found: (logs) =>
      delay.max / 1e6 > LONG || logs.some((log) => log.includes("steps dropped after a stall")),
  };
}
