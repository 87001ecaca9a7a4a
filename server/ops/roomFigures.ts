/**
 * Figures of a room's steps, for the metrics and for operators. Each step is reported in one call with totals
 * over all players: a metric call costs half a microsecond, which a thousand players would make half a
 * millisecond.
 */
import type { RoomFigures } from "../../shared/operators.ts";
import { TICK_MS } from "../../shared/tick.ts";
import { type EntryPace, StepTimes } from "./load.ts";
import type { Metrics } from "./metrics.ts";

/** Figures of one step. */
export interface StepFigures {
  /** Duration of the whole step, ms. */
  took: number;
  /** Part of it that encoding the patches took, ms; 0 when none were sent. */
  encoded: number;
  /** Size of the patches. */
  bytes: number;
  /** Number of inputs by result, and of those that still wait. */
  inputs: { applied: number; dropped: number; idle: number; waiting: number };
}

const RESULTS = ["applied", "dropped", "idle"] as const;

/** Where the rooms of one server are counted. */
export interface CountedIn {
  readonly metrics: Metrics;
  readonly stepTimes: StepTimes;
  readonly entryPace: EntryPace;
  /** Counters of all open rooms. */
  readonly counters: Set<RoomCounter>;
}

export class RoomCounter {
  readonly #in: CountedIn;
  readonly #label: { room: string };
  readonly #times = new StepTimes();
  #bytes = 0;
  #bytesPerSecond = 0;
  #waiting = 0;
  #corrections = 0;
  #reconnects = 0;
  #overruns = 0;

  /** @param room its mode, as in "arena" */
  constructor(room: string, countedIn: CountedIn) {
    this.#in = countedIn;
    this.#label = { room };
  }

  /** The room is open. */
  open(): void {
    this.#in.counters.add(this);
    this.#in.metrics.rooms.inc(this.#label);
  }

  /** Without effect on a room that was never open. */
  close(): void {
    const { metrics, counters } = this.#in;
    if (!counters.delete(this)) return;
    metrics.rooms.dec(this.#label);
    metrics.inputDebt.dec(this.#label, this.#waiting);
  }

  stepped({ took, encoded, bytes, inputs }: StepFigures): void {
    const { metrics, stepTimes } = this.#in;
    this.#times.note(took);
    stepTimes.note(took);
    this.#bytes += bytes;
    if (inputs.waiting !== this.#waiting) metrics.inputDebt.inc(this.#label, inputs.waiting - this.#waiting);
    this.#waiting = inputs.waiting;
    metrics.tickSeconds.observe(this.#label, took / 1000);
    if (encoded > 0) metrics.patchEncodeSeconds.observe(this.#label, encoded / 1000);
    if (bytes > 0) metrics.patchBytes.inc(this.#label, bytes);
    for (const result of RESULTS) if (inputs[result] > 0) metrics.inputs.inc({ result }, inputs[result]);
    if (took <= TICK_MS) return;
    this.#overruns++;
    metrics.tickOverruns.inc(this.#label);
  }

  /** A player reports how often its own ship was corrected. */
  corrected(times: number): void {
    this.#corrections += times;
    this.#in.metrics.corrections.inc(this.#label, times);
  }

  /** A player has joined. */
  joined(): void {
    this.#in.entryPace.note();
    this.#in.metrics.joins.inc({ result: "ok" });
  }

  /** A dropped player has reconnected. */
  reconnected(): void {
    this.#in.entryPace.note();
    this.#reconnects++;
    this.#in.metrics.reconnects.inc({ result: "ok" });
  }

  /** Must be called once a second. @param seconds since the last call */
  measure(seconds: number): void {
    this.#bytesPerSecond = this.#bytes / seconds;
    this.#bytes = 0;
  }

  figures(match: { round: number; phase: string }): RoomFigures {
    return {
      round: match.round,
      phase: match.phase,
      tickP50: round(this.#times.percentile(0.5)),
      tickP99: round(this.#times.percentile(0.99)),
      bytesPerSecond: Math.round(this.#bytesPerSecond),
      inputDebt: this.#waiting,
      corrections: this.#corrections,
      reconnects: this.#reconnects,
      overruns: this.#overruns,
    };
  }
}

/** Figures travel as text, twice a second. */
const round = (ms: number): number => Math.round(ms * 100) / 100;
