/** Thresholds of a scenario: each compares one figure of the whole run, or of one phase, with a limit. */
import type { Spread } from "../spread.ts";
import { type Figures, total } from "./figures.ts";
import type { FigureName, Scenario, Thresholds } from "./format.ts";
import type { Late } from "./result.ts";

export interface Verdict {
  /** Name of the phase; absent: the whole run. */
  phase?: string;
  figure: FigureName;
  side: "min" | "max";
  limit: number;
  /** null: not measured, which breaks the threshold. */
  measured: number | null;
  passed: boolean;
}

type Measured = Figures & { late: Late };

/** @param low whether a minimum is checked: it looks at the low end of a distribution */
const FIGURES: { readonly [Name in FigureName]: (of: Measured, low: boolean) => number | null } = {
  joined: (of) => of.joined,
  refused: (of) => total(of.refused),
  disconnects: (of) => of.disconnects,
  lost: (of) => total(of.lost),
  errors: (of) => total(of.errors),
  corrections: (of) => (of.minutes > 0 ? of.correctionsPerMinute : null),
  patches: (of, low) => (of.patchesPerSecond.count > 0 ? of.patchesPerSecond[low ? "min" : "max"] : null),
  rtt: (of, low) => endOf(of.rttMs, low),
  join: (of, low) => endOf(of.joinMs, low),
  "bytes-in": (of, low) => endOf(of.bytesInPerSecond, low),
  late: (of) => of.late.p99,
};

function endOf(spread: Spread, low: boolean): number | null {
  return spread.count === 0 ? null : spread[low ? "min" : "p99"];
}

export function verdictsOf(
  scenario: Scenario,
  whole: Measured,
  phases: readonly (Measured & { name: string })[],
): Verdict[] {
  const check = (thresholds: Thresholds, of: Measured, phase?: string): Verdict[] =>
    Object.entries(thresholds).flatMap(([name, limits]) =>
      (["min", "max"] as const).flatMap((side) => {
        const limit = limits?.[side];
        if (limit === undefined) return [];
        const figure = name as FigureName;
        const measured = FIGURES[figure](of, side === "min");
        const passed = measured !== null && (side === "min" ? measured >= limit : measured <= limit);
        return [{ ...(phase === undefined ? {} : { phase }), figure, side, limit, measured, passed }];
      }),
    );
  return [
    ...check(scenario.thresholds, whole),
    ...phases.flatMap((phase, i) => check(scenario.phases[i]?.thresholds ?? {}, phase, phase.name)),
  ];
}

/** @returns as in `✗ rtt max 120 in "rush": 143.2` */
export function verdictLine({ phase, figure, side, limit, measured, passed }: Verdict): string {
  const where = phase === undefined ? "" : ` in "${phase}"`;
  const found = measured === null ? "nothing was measured" : Number(measured.toFixed(2));
  return `${passed ? "✓" : "✗"} ${figure} ${side} ${limit}${where}: ${found}`;
}
