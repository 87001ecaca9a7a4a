import type { Brain } from "./brain.ts";
import { hunter } from "./hunter.ts";
import { idle } from "./idle.ts";
import { wander } from "./wander.ts";

export const BRAINS = { idle, wander, hunter } as const satisfies Record<string, Brain>;
export type BrainName = keyof typeof BRAINS;
