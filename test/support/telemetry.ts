/** Telemetry for tests that do not read it. Its log is silent. */
import { createTelemetry } from "../../server/ops/telemetry.ts";

export const silentTelemetry = createTelemetry(["arena"], "silent");
