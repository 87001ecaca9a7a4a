/** Until rooms are handed theirs. */
import { interim } from "./interim.ts";
import type { Refusal } from "./refusals.ts";

export const refused = (reason: Refusal): void => interim.reports.refused(reason);
