/** The result of a scenario, as it is written to a file: reports and comparisons are made of nothing else. */
import type { Figures } from "./figures.ts";
import type { Scenario } from "./format.ts";
import type { Verdict } from "./thresholds.ts";

/** Raised when an older program could not read what a newer one writes. */
export const RESULT_VERSION = 1;

/** Lateness of timers in the bots' process, ms. If it is high, the figures do not describe the server. */
export interface Late {
  p50: number;
  p99: number;
  max: number;
}

/** One second of the run; a list of each, one value a second. */
export interface Timeline {
  /** Seconds since the start. */
  at: number[];
  /** Bots that the plan wants, and bots that play. */
  target: number[];
  playing: number[];
  /** null: not measured in that second. */
  rttP50: (number | null)[];
  rttP95: (number | null)[];
  /** Of a bot, a second. */
  patches: (number | null)[];
  bytesIn: (number | null)[];
  /** Of all bots, in that second. */
  corrections: number[];
  /** Connections that the scenario has dropped; absent: of an earlier version. */
  dropped?: number[];
  /** Connections that were lost otherwise. */
  disconnects: number[];
  errors: number[];
  lateP99: number[];
}

export interface PhaseResult extends Figures {
  name: string;
  /** Seconds since the start. */
  from: number;
  to: number;
  late: Late;
}

export interface Result {
  version: typeof RESULT_VERSION;
  scenario: Scenario;
  room: string;
  url: string;
  /** When it began, ISO 8601. */
  date: string;
  node: string;
  /** Seconds that it took, and whether it was stopped before its end. */
  seconds: number;
  stopped: boolean;
  whole: Figures & { late: Late };
  phases: PhaseResult[];
  nets: { [name: string]: Figures };
  brains: { [name: string]: Figures };
  timeline: Timeline;
  thresholds: Verdict[];
}
