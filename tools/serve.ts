/**
 * Runs the server in this process, and ends it when the tool or npm that started it is gone: see `npm run
 * dev`.
 */
import { endWithParent } from "./signals.ts";

endWithParent();
await import("../server/main.ts");
