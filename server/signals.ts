/** Handles the signals to this process. */
import type { Log } from "./ops/log.ts";

export interface Signals {
  /** @param stop called for every signal that asks the process to end; replaces the previous function */
  onStop(stop: () => void): void;
}

/**
 * Installs the handlers. Until `onStop` is called, a signal ends the process at once. Without a handler, the
 * first process of a container would ignore the signal.
 */
export function ownSignals(log: Log): Signals {
  let stop = (): void => process.exit(0);
  // Every signal is handled: under npm one Ctrl-C is two signals. SIGHUP means that the terminal or the
  // session has ended.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop());
  // Node would open its debugger to every user of this machine.
  process.on("SIGUSR1", () => log.warn("SIGUSR1 is ignored; for a debugger start with --inspect"));
  // A terminal that is gone accepts no more lines, but matches must still be handed over.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return {
    onStop(given) {
      stop = given;
    },
  };
}
