/**
 * Loaded into the server before its own modules (`node --import`). Reports how long the event loop stalled
 * for longer than a tick, and how much of that the process was working. In the rest the system ran other
 * processes, which no server can prevent.
 */
import { TICK_MS } from "../../../shared/tick.ts";
import { sendToParent } from "../../support/processChannel.ts";

/** ms */
const EVERY = 5;

export interface Stall {
  /** Both in ms; `worked` counts all threads of the process. */
  stalled: number;
  worked: number;
}

let at = performance.now();
let used = process.cpuUsage();
setInterval(() => {
  const now = performance.now();
  const stalled = now - at - EVERY;
  const { user, system } = process.cpuUsage(used);
  if (stalled > TICK_MS) sendToParent({ stalled, worked: (user + system) / 1000 } satisfies Stall);
  at = now;
  used = process.cpuUsage();
}, EVERY).unref();
