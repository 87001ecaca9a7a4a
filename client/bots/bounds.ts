/** Bounds on the report, given on the command line as `--max-disconnects 0` or `--min-patches 29.5`. */
import type { Report } from "./report.ts";

/**
 * The figures that can have bounds. A `min` bound checks the low end of a distribution, a `max` bound the
 * high end.
 */
const FIGURES = {
  joined: (report: Report) => report.joined,
  disconnects: (report: Report) => report.disconnects,
  errors: (report: Report) => Object.values(report.errors).reduce((sum, count) => sum + count, 0),
  corrections: (report: Report) => report.correctionsPerMinute,
  patches: ({ patchesPerSecond }: Report, low: boolean) => patchesPerSecond[low ? "min" : "max"],
  rtt: ({ rttMs }: Report, low: boolean) => rttMs[low ? "min" : "p99"],
  join: ({ joinMs }: Report, low: boolean) => joinMs[low ? "min" : "p99"],
  "bytes-in": ({ bytesInPerSecond }: Report, low: boolean) => bytesInPerSecond[low ? "min" : "p99"],
  late: ({ lateMs }: Report) => lateMs.p99,
} as const;
export type Figure = keyof typeof FIGURES;

export interface Bound {
  side: "min" | "max";
  figure: Figure;
  value: number;
}

/** Names of all options that set a bound. */
export const BOUND_OPTIONS: readonly string[] = Object.keys(FIGURES).flatMap((name) => [
  `min-${name}`,
  `max-${name}`,
]);

/** @returns one line for each broken bound */
export function brokenBounds(bounds: readonly Bound[], report: Report): string[] {
  return bounds.flatMap(({ side, figure, value }) => {
    const measured = FIGURES[figure](report, side === "min");
    const broken = side === "min" ? measured < value : measured > value;
    return broken ? [`--${side}-${figure} ${value} is broken: it was ${Number(measured.toFixed(2))}`] : [];
  });
}
