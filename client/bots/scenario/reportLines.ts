/** The report on a scenario, as lines for a terminal. */
import { printable } from "../../../shared/text.ts";
import type { Tally } from "../account.ts";
import type { Spread } from "../spread.ts";
import { type Figures, total } from "./figures.ts";
import type { Result } from "./result.ts";
import { verdictLine } from "./thresholds.ts";

/** A column of the tables: `p50 / p99` of a distribution, or a number. */
const COLUMNS: readonly (readonly [head: string, cell: (of: Figures) => string])[] = [
  ["joined", ({ joined }) => String(joined)],
  ["refused", ({ refused }) => String(total(refused))],
  ["join ms", ({ joinMs }) => pair(joinMs, 0)],
  ["rtt ms", ({ rttMs }) => pair(rttMs, 1)],
  [
    "patches/s",
    ({ patchesPerSecond: { count, p50, min } }) =>
      count > 0 ? `${p50.toFixed(1)} / ${min.toFixed(1)}` : "–",
  ],
  ["kB in/s", ({ bytesInPerSecond: { count, p50 } }) => (count > 0 ? (p50 / 1000).toFixed(1) : "–")],
  ["corr./min", ({ correctionsPerMinute, minutes }) => (minutes > 0 ? correctionsPerMinute.toFixed(1) : "–")],
  ["dropped", ({ dropped }) => String(dropped)],
  ["disconn.", ({ disconnects }) => String(disconnects)],
  ["errors", ({ errors }) => String(total(errors))],
];
const pair = ({ count, p50, p99 }: Spread, digits: number): string =>
  count > 0 ? `${p50.toFixed(digits)} / ${p99.toFixed(digits)}` : "–";

export const HEADS: readonly string[] = COLUMNS.map(([head]) => head);
export const cellsOf = (figures: Figures): string[] => COLUMNS.map(([, cell]) => cell(figures));
/** What the cells with two numbers hold. */
export const LEGEND = "join and rtt: median / 99th percentile; patches: median / least of a bot";

export function reportLines({ scenario, whole, phases, nets, brains, thresholds, ...run }: Result): string[] {
  const groups: [string, Figures][] = [
    ["all", whole],
    ...phases.map((phase): [string, Figures] => [phase.name, phase]),
    ...(Object.keys(nets).length > 1 ? named("net", nets) : []),
    ...(Object.keys(brains).length > 1 ? named("brain", brains) : []),
  ];
  const broken = thresholds.filter(({ passed }) => !passed).length;
  return [
    `${scenario.name}: ${run.room} at ${run.url}, ${run.seconds.toFixed(0)} s${run.stopped ? ", stopped early" : ""}`,
    "",
    ...textTable([["", ...HEADS], ...groups.map(([name, figures]) => [name, ...cellsOf(figures)])]),
    LEGEND,
    `chat: ${whole.said} said, ${whole.heard} heard · timers of this process late by p50 ${whole.late.p50.toFixed(1)}, p99 ${whole.late.p99.toFixed(1)} ms`,
    ...counted("join refused", whole.refused),
    ...counted("ended early", whole.lost),
    ...counted("error", whole.errors),
    ...(thresholds.length === 0
      ? []
      : [
          "",
          `thresholds: ${broken === 0 ? "all kept" : `${broken} of ${thresholds.length} broken`}`,
          ...thresholds.map((one) => `  ${verdictLine(one)}`),
        ]),
  ].map(printable);
}

const named = (what: string, groups: { [name: string]: Figures }): [string, Figures][] =>
  Object.entries(groups).map(([name, figures]) => [`${what} ${name}`, figures]);

const counted = (what: string, counts: Tally): string[] =>
  Object.entries(counts).map(([name, times]) => `  ${what}: ${times} × ${name}`);

/** @returns lines; the first column is aligned left, the others right */
export function textTable(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
}
