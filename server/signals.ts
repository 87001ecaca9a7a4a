/** What signals do to this process. */
import type { Log } from "./ops/log.ts";

export interface Signals {
  /** @param stop called for every signal that asks the process to end; replaces what was given before */
  onStop(stop: () => void): void;
}

/** From now on this decides. Until `onStop` a signal just ends the process: as the first process of a container it would be ignored. */
export function ownSignals(log: Log): Signals {
  let stop = (): void => process.exit(0);
  // As often as they come: run by npm, one Ctrl-C is two signals. SIGHUP: the terminal or the session is gone.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop());
  // Node would open its debugger to every user of this machine.
  process.on("SIGUSR1", () => log.warn("SIGUSR1 is ignored; for a debugger start with --inspect"));
  // A terminal that is gone takes no more lines; matches still have to be handed over.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return {
    onStop(given) {
      stop = given;
    },
  };
}
