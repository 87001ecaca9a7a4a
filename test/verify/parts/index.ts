/** The parts of a verification, in the order in which they run. */
import type { Part } from "../plan.ts";
import { determinism } from "./determinism.ts";
import { inputs } from "./inputs.ts";
import { replication } from "./replication.ts";
import { storage } from "./storage.ts";

export const PARTS = { determinism, storage, replication, inputs } as const satisfies {
  [name: string]: Part;
};

export type PartName = keyof typeof PARTS;
