import { PODIUM } from "../../../shared/rounds.ts";

/** The phases of a round, in order. `waiting`: a duel without an opponent. */
export const PHASE = { waiting: "waiting", warmup: "warmup", live: "live", podium: PODIUM } as const;
export type Phase = (typeof PHASE)[keyof typeof PHASE];
