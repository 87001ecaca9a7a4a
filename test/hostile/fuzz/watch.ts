/** Measurements with and without the fuzzers: the server's own figures, and those of honest players. */
import { TICK_MS } from "../../../shared/tick.ts";
import type { Channel } from "../../support/processChannel.ts";
import type { RunningServer } from "../../support/server.ts";
import type { Seen } from "./honest.ts";
import type { Stall } from "./probe.ts";

/** A stall counts as the process's own if it worked for at least this share of it. */
const OWN = 0.5;
/** The shortest pause that players feel, ms: the server must make none. */
const STALL = 50;
/** Longest allowed time between patches, ms. */
const LONGEST = 2 * TICK_MS;

export interface Figures {
  minutes: number;
  /** Pauses of more than 50 ms between two steps. */
  gaps: number;
  /** Used share of the server's core. */
  busy: number;
  /**
   * Times the event loop stalled for longer than a tick, and those in which the process was working. Without
   * a stall no step comes later than two ticks after the one before.
   */
  stalls: number;
  own: Stall[];
  seen: Seen;
}

export class Watch {
  readonly #server: RunningServer;
  readonly #honest: Channel;
  readonly #metrics: () => Promise<string>;

  constructor(server: RunningServer, honest: Channel, metrics: () => Promise<string>) {
    this.#server = server;
    this.#honest = honest;
    this.#metrics = metrics;
  }

  async during(act: () => Promise<unknown>): Promise<Figures> {
    await this.#honest.ask("seen");
    const before = await this.#read();
    await act();
    const after = await this.#read();
    const stalls = after.stalls.slice(before.stalls.length);
    return {
      minutes: (after.at - before.at) / 60_000,
      gaps: after.gaps - before.gaps,
      busy: ((after.cpu - before.cpu) * 1000) / (after.at - before.at),
      stalls: stalls.length,
      own: stalls.filter(({ stalled, worked }) => worked > OWN * stalled),
      seen: await this.#honest.ask<Seen>("seen"),
    };
  }

  async #read() {
    const text = await this.#metrics();
    const sum = (name: string): number =>
      [...text.matchAll(new RegExp(`^${name}(?:{[^}]*})? (\\S+)`, "gm"))].reduce(
        (total, [, value]) => total + Number(value),
        0,
      );
    return {
      at: performance.now(),
      gaps: sum("skirmish_tick_gaps_total"),
      cpu: sum("process_cpu_seconds_total"),
      stalls: [...this.#server.log().matchAll(/^@@(.*)$/gm)].map(([, line]) => JSON.parse(line!) as Stall),
    };
  }
}

const COLUMNS: [string, (figures: Figures) => string][] = [
  ["server's core, %", ({ busy }) => (100 * busy).toFixed(0)],
  ["step gaps > 50 ms", ({ gaps }) => String(gaps)],
  ["loop stalls > 33 ms", ({ stalls }) => String(stalls)],
  ["  by its own work", ({ own }) => String(own.length)],
  ["  longest of those, ms", ({ own }) => Math.max(0, ...own.map(({ stalled }) => stalled)).toFixed(0)],
  ["patch gap, ms, p50", ({ seen }) => seen.p50.toFixed(1)],
  ["  p99", ({ seen }) => seen.p99.toFixed(1)],
  ["  p99.9", ({ seen }) => seen.p999.toFixed(1)],
  ["  max", ({ seen }) => seen.max.toFixed(1)],
  ["bots", ({ seen }) => String(seen.playing)],
  ["drops", ({ seen }) => String(seen.drops)],
];

/** Lines of a table with one column for each set of figures. */
export function tableOf(named: { [name: string]: Figures }): string[] {
  const names = Object.keys(named);
  const line = (first: string, cells: string[]) =>
    first.padEnd(22) + cells.map((cell) => cell.padStart(14)).join("");
  return [
    line("", names),
    line(
      "minutes",
      Object.values(named).map(({ minutes }) => minutes.toFixed(1)),
    ),
    ...COLUMNS.map(([name, of]) => line(name, Object.values(named).map(of))),
  ];
}

/** @returns the violations, in words */
export function faultsOf(under: Figures, bots: number): string[] {
  const { own, seen } = under;
  return [
    ...own
      .filter(({ stalled }) => stalled > STALL)
      .map(({ stalled }) => `the server stood still for ${stalled.toFixed(0)} ms by its own work`),
    ...(seen.p999 > LONGEST
      ? [`one patch in a thousand came ${seen.p999.toFixed(0)} ms after the one before`]
      : []),
    ...(seen.playing < bots || seen.drops > 0
      ? [`${seen.playing} of ${bots} bots play, ${seen.drops} drops`]
      : []),
  ];
}
