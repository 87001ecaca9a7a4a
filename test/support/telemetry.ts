/** Telemetry that nobody reads: the log says nothing. */
import { createTelemetry } from "../../server/ops/telemetry.ts";

export const unheard = createTelemetry(["arena"], "silent");
