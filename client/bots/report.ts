/** The report on a swarm. */
import { printable } from "../../shared/text.ts";
import type { Account, Samples, Tally } from "./account.ts";
import { type Spread, spread } from "./spread.ts";

type Spreads = { [Kind in keyof Samples]: Spread };

/** The results of a swarm, with percentiles instead of measurements. */
export interface Report extends Omit<Account, "samples" | "minutes">, Spreads {
  /** Reconciliations that moved an entity: their number, and the number a bot and minute. */
  corrections: number;
  correctionsPerMinute: number;
}

export function reportOf({ samples, minutes, ...account }: Account): Report {
  const corrections = samples.correctionUnits.length;
  return {
    ...account,
    corrections,
    correctionsPerMinute: minutes > 0 ? corrections / minutes : 0,
    joinMs: spread(samples.joinMs),
    rttMs: spread(samples.rttMs),
    patchesPerSecond: spread(samples.patchesPerSecond),
    ticksPerSecond: spread(samples.ticksPerSecond),
    bytesInPerSecond: spread(samples.bytesInPerSecond),
    bytesOutPerSecond: spread(samples.bytesOutPerSecond),
    correctionUnits: spread(samples.correctionUnits),
  };
}

/** @returns the report as lines for a terminal. @param processes number of processes that played */
export function reportLines(report: Report, processes = 1): string[] {
  const rows: [string, Spread, number][] = [
    ["join, ms", report.joinMs, 0],
    ["round trip, ms", report.rttMs, 1],
    ["patches/s", report.patchesPerSecond, 2],
    ["ticks/s", report.ticksPerSecond, 2],
    ["bytes in/s", report.bytesInPerSecond, 0],
    ["bytes out/s", report.bytesOutPerSecond, 0],
    ["correction, units", report.correctionUnits, 2],
  ];
  const cell = (text: string) => text.padStart(10);
  return [
    `joined ${report.joined} of ${report.wanted} · disconnects ${report.disconnects} · reconnects ${report.returns}` +
      ` · ended early ${total(report.over)} · errors ${total(report.errors)}`,
    ...named("join refused", report.refused),
    ...named("ended early", report.over),
    ...named("error", report.errors),
    ...brainLines(report),
    "",
    `${"".padEnd(20)}${["min", "p50", "p95", "p99", "max"].map(cell).join("")}`,
    ...rows.map(([name, spread, digits]) => {
      const { min, p50, p95, p99, max, count } = spread;
      const figures = [min, p50, p95, p99, max].map((figure) =>
        cell(count > 0 ? figure.toFixed(digits) : "–"),
      );
      return `${name.padEnd(20)}${figures.join("")}`;
    }),
    "",
    `corrections ${report.corrections} (${report.correctionsPerMinute.toFixed(1)} a bot and minute) · ` +
      `timers of ${processes > 1 ? "the slowest process" : "this process"} late by p50 ${report.lateMs.p50.toFixed(1)}, p99 ${report.lateMs.p99.toFixed(1)} ms`,
  ];
}

function brainLines({ brain }: Report): string[] {
  if (brain === undefined) return [];
  const { stopped, faults, answers, timeouts } = brain;
  return [
    `brain: ${answers} decisions · ${timeouts} late · bots stopped by a fault ${stopped}`,
    ...named("brain fault", faults),
  ];
}

const total = (counts: Tally): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

const named = (what: string, counts: Tally): string[] =>
  Object.entries(counts).map(([name, count]) => printable(`  ${what}: ${count} × ${name}`));
