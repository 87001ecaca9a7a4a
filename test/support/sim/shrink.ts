/** Makes a history that breaks a promise shorter: leaves out faults for as long as it still breaks one. */
import type { Fault } from "./faults.ts";
import { type Outcome, Simulation } from "./simulation.ts";

export async function shrink(outcome: Outcome): Promise<Outcome> {
  let best = outcome;
  for (let size = Math.ceil(best.faults.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < best.faults.length; ) {
      const fewer: Fault[] = best.faults.toSpliced(from, size);
      const tried = await new Simulation(best.seed, fewer).run();
      if (kindOf(tried.violation) !== kindOf(outcome.violation)) from += size;
      else best = tried;
    }
  }
  return best;
}

/** @returns a broken promise without what differs from case to case: names and figures */
export const kindOf = (violation: string | undefined): string | undefined =>
  violation?.replace(/[pcx]\d+/g, "#").replace(/(?<!^)\d+/g, "N");
