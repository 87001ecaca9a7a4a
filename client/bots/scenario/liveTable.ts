/** The live table of a scenario: redrawn each second in a terminal; elsewhere one line every few seconds. */
import { printable } from "../../../shared/text.ts";
import { total } from "./figures.ts";
import { textTable } from "./reportLines.ts";
import type { ScenarioRun } from "./runScenario.ts";

/** Seconds between two lines if the output is no terminal. */
const SPARSE = 5;
/** Width of the bar, characters. */
const BAR = 40;

export interface Output {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

export class LiveTable {
  readonly #out: Output;
  #drawn = 0;
  #calls = 0;

  constructor(out: Output) {
    this.#out = out;
  }

  /** @param now ms since 1970 */
  show(run: ScenarioRun, now: number): void {
    if (!this.#out.isTTY) {
      if (this.#calls++ % SPARSE === 0) this.#out.write(`${sparseLine(run)}\n`);
      return;
    }
    const width = (this.#out.columns ?? 100) - 1;
    const lines = tableLines(run, now).map((line) => printable(line).slice(0, width));
    // To avoid flicker, each line is cleared just before it is written, and the cursor returns to the first
    // line.
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : "";
    this.#out.write(`${up}${lines.map((line) => `\r\x1b[2K${line}\n`).join("")}`);
    this.#drawn = lines.length;
  }
}

/** @param now ms since 1970, for the estimated end */
export function tableLines(run: ScenarioRun, now: number): string[] {
  const { plan, scenario } = run.setting;
  const elapsed = Math.min(run.elapsed, plan.seconds);
  const { timeline, phase, whole } = run.measured;
  const { name, from, to } = plan.phases[phase]!;
  const last = (of: keyof typeof timeline) => timeline[of].at(-1) ?? 0;
  const ends = new Date(now + (plan.seconds - elapsed) * 1000).toTimeString().slice(0, 8);
  const share = elapsed / plan.seconds;
  const row = [
    "now",
    `${run.playing}/${run.target}`,
    `${last("rttP50").toFixed(0)} / ${last("rttP95").toFixed(0)}`,
    last("patches").toFixed(1),
    (last("bytesIn") / 1000).toFixed(1),
    String(last("corrections")),
    String(whole.dropped),
    String(whole.disconnects),
    String(total(whole.errors)),
    `${last("lateP99").toFixed(0)} ms`,
  ];
  return [
    `${scenario.name}: ${clock(elapsed)} of ${clock(plan.seconds)}, ends at ${ends}`,
    `${barOf(
      share,
      plan.phases.map((one) => one.from / plan.seconds),
    )} ${(100 * share).toFixed(0).padStart(3)} %`,
    `phase ${phase + 1} of ${plan.phases.length}: ${name}, ${clock(Math.max(0, to - Math.max(elapsed, from)))} left`,
    ...textTable([
      [
        "",
        "playing",
        "rtt p50 / p95",
        "patches/s",
        "kB/s",
        "corrections",
        "dropped",
        "disconnects",
        "errors",
        "late",
      ],
      row,
    ]),
  ];
}

function sparseLine(run: ScenarioRun): string {
  const { plan } = run.setting;
  const { timeline, phase, whole } = run.measured;
  const last = (of: keyof typeof timeline) => timeline[of].at(-1) ?? 0;
  return printable(
    [
      `${clock(run.elapsed)} of ${clock(plan.seconds)}`,
      plan.phases[phase]!.name,
      `playing ${run.playing}/${run.target}`,
      `rtt ${last("rttP50").toFixed(0)} ms`,
      `patches/s ${last("patches").toFixed(1)}`,
      `dropped ${whole.dropped}`,
      `disconnects ${whole.disconnects}`,
      `errors ${total(whole.errors)}`,
      `late ${last("lateP99").toFixed(0)} ms`,
    ].join(" · "),
  );
}

/** @param starts of the phases, 0…1: each is marked in the part of the bar that is still to come */
export function barOf(share: number, starts: readonly number[], width = BAR): string {
  const full = Math.floor(Math.min(1, share) * width);
  const marks = new Set(starts.map((start) => Math.round(start * width)));
  const cells = Array.from({ length: width }, (_, i) => (i < full ? "█" : marks.has(i) && i > 0 ? "│" : "░"));
  return `▕${cells.join("")}▏`;
}

/** @returns as in 1:05 or 1:00:05 */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (figure: number) => String(figure).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
