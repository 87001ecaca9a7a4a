/** Where the guard reports what it does. It knows neither metrics nor a log: the composition root does. */
import type { Refusal } from "./refusals.ts";

export interface GuardReports {
  /** Called once for everything that is turned away. */
  refused(reason: Refusal): void;
  /** Called with what was thrown where nothing should be: a mistake of the guard's own, or of what it let in. */
  faulted(fault: unknown): void;
}

/** For sockets and servers without reports. */
export const UNREPORTED: GuardReports = { refused() {}, faulted() {} };
