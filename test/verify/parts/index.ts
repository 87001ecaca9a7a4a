/** The parts of a verification, in the order in which they run. */
import type { Part } from "../plan.ts";
import { capacity } from "./capacity.ts";
import { determinism } from "./determinism.ts";
import { feel } from "./feel.ts";
import { inputs } from "./inputs.ts";
import { prediction } from "./prediction.ts";
import { replay } from "./replay.ts";
import { replication } from "./replication.ts";
import { storage } from "./storage.ts";
import { survival } from "./survival.ts";

export const PARTS = {
  determinism,
  storage,
  replay,
  replication,
  inputs,
  prediction,
  feel,
  capacity,
  survival,
} as const satisfies {
  [name: string]: Part;
};

export type PartName = keyof typeof PARTS;
