/** What a swarm went through, in figures. */
import { type Spread, spread } from "./spread.ts";
import type { Swarm } from "./swarm.ts";

export interface Report {
  /** Bots that were to join, that did, and that did not. */
  wanted: number;
  joined: number;
  refused: { [reason: string]: number };
  /** Seconds from the first join to the last goodbye. */
  seconds: number;
  /** Connections lost, come back, and over before their time. */
  disconnects: number;
  returns: number;
  over: { [reason: string]: number };
  /** Messages the server refused, by its code. */
  errors: { [code: string]: number };
  /** Reconciliations that moved a ship, and how many a bot and minute. */
  corrections: number;
  correctionsPerMinute: number;
  /** Spreads over bots, or over everything that happened to any of them. */
  joinMs: Spread;
  rttMs: Spread;
  patchesPerSecond: Spread;
  bytesInPerSecond: Spread;
  bytesOutPerSecond: Spread;
  correctionUnits: Spread;
  /** How late this process itself was, ms. Figures of a late process are not the server's. */
  lateMs: { p50: number; p99: number; max: number };
}

export function reportOf(swarm: Swarm): Report {
  const { bots, options, refused } = swarm;
  const rates = bots.flatMap((bot) => bot.rates() ?? []);
  const sum = (of: (bot: (typeof bots)[number]) => number) => bots.reduce((total, bot) => total + of(bot), 0);
  const corrections = bots.flatMap((bot) => bot.corrections);
  const minutes = rates.reduce((total, rate) => total + rate.seconds, 0) / 60;
  return {
    wanted: options.count,
    joined: bots.length,
    refused: Object.fromEntries(refused),
    seconds: swarm.elapsed(),
    disconnects: sum((bot) => bot.session.stats.drops),
    returns: sum((bot) => bot.session.stats.returns),
    over: tally(bots.flatMap((bot) => bot.endedBy ?? [])),
    errors: tally(bots.flatMap((bot) => [...bot.errors].flatMap(([code, times]) => Array(times).fill(code)))),
    corrections: corrections.length,
    correctionsPerMinute: minutes > 0 ? corrections.length / minutes : 0,
    joinMs: spread(bots.map((bot) => bot.joinMs)),
    rttMs: spread(bots.flatMap((bot) => bot.rtts)),
    patchesPerSecond: spread(rates.map((rate) => rate.patches)),
    bytesInPerSecond: spread(rates.map((rate) => rate.bytesIn)),
    bytesOutPerSecond: spread(rates.map((rate) => rate.bytesOut)),
    correctionUnits: spread(corrections),
    lateMs: swarm.lateness(),
  };
}

function tally(names: readonly string[]): { [name: string]: number } {
  const counts: { [name: string]: number } = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** The report as lines for a person. */
export function reportLines(report: Report): string[] {
  const rows: [string, Spread, number][] = [
    ["join, ms", report.joinMs, 0],
    ["round trip, ms", report.rttMs, 1],
    ["patches/s", report.patchesPerSecond, 2],
    ["bytes in/s", report.bytesInPerSecond, 0],
    ["bytes out/s", report.bytesOutPerSecond, 0],
    ["correction, units", report.correctionUnits, 2],
  ];
  const cell = (text: string) => text.padStart(10);
  return [
    `joined ${report.joined} of ${report.wanted} · disconnects ${report.disconnects} · came back ${report.returns}` +
      ` · over ${total(report.over)} · errors ${total(report.errors)}`,
    ...named("not let in", report.refused),
    ...named("over", report.over),
    ...named("error", report.errors),
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
      `this process was late by p50 ${report.lateMs.p50.toFixed(1)}, p99 ${report.lateMs.p99.toFixed(1)} ms`,
  ];
}

const total = (counts: { [name: string]: number }): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const named = (what: string, counts: { [name: string]: number }): string[] =>
  Object.entries(counts).map(([name, count]) => `  ${what}: ${count} × ${name}`);
