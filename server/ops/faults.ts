/** What happens to faults that nobody caught: never left to whether some optional package is installed. */
import { log } from "./log.ts";
import { metrics } from "./metrics.ts";

/** A promise nobody waited for has failed: it is told and counted, and the matches go on. */
export function ownRejections(): void {
  process.on("unhandledRejection", (err) => {
    metrics.faults.inc({ kind: "unhandled_rejection" });
    log.error({ err }, "unhandled rejection");
  });
}
