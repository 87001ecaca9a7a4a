/** The phases of a round, in order. */
export const PHASE = { warmup: "warmup", live: "live", podium: "podium" } as const;
export type Phase = (typeof PHASE)[keyof typeof PHASE];
