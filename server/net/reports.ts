/** Reports of the guard. It knows neither metrics nor log; the composition root connects them. */
import type { Refusal } from "./refusals.ts";

export interface GuardReports {
  /** Called once for every refusal. */
  refused(reason: Refusal): void;
  /** Called with unexpected errors: a bug of the guard, or of what it admitted. */
  faulted(fault: unknown): void;
  /** Called after each change of the number of connections that plain HTTP carries. */
  carried(connections: number): void;
}

/** For sockets and servers without reports. */
export const UNREPORTED: GuardReports = { refused() {}, faulted() {}, carried() {} };
