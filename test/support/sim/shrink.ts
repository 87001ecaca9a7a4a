/**
 * Shortens a history that violates a promise: leaves out faults while a violation of the same kind remains.
 */
import type { Fault } from "./faults.ts";
import { type Outcome, Simulation } from "./simulation.ts";

export async function shrink(outcome: Outcome): Promise<Outcome> {
  let best = outcome;
  for (let size = Math.ceil(best.faults.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < best.faults.length; ) {
      const fewer: Fault[] = best.faults.toSpliced(from, size);
      const tried = await new Simulation(best.seed, fewer, best.variant).run();
      if (kindOf(tried.violation) !== kindOf(outcome.violation)) from += size;
      else best = tried;
    }
  }
  return best;
}

/** @returns the violation without names and figures, which differ from history to history */
export const kindOf = (violation: string | undefined): string | undefined =>
  violation?.replace(/[pcx]\d+/g, "#").replace(/(?<!^)\d+/g, "N");
