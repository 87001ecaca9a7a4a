/** Everything that a scenario measures while it runs: by phase, net and brain, and second by second. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { spread } from "../spread.ts";
import { Measured, total } from "./figures.ts";
import type { Player } from "./player.ts";
import type { Late, Timeline } from "./result.ts";

/** Sampling period of the event-loop delay, ms; each sample includes this period. */
const RESOLUTION = 5;

/** Lateness of this process's timers since `begin`. */
export class Lateness {
  readonly #loop = monitorEventLoopDelay({ resolution: RESOLUTION });

  begin(): void {
    this.#loop.reset();
    this.#loop.enable();
  }

  read(): Late {
    const ms = (nanoseconds: number) => Math.max(0, Math.round(nanoseconds / 1e4) / 100 - RESOLUTION);
    return {
      p50: ms(this.#loop.percentile(50)),
      p99: ms(this.#loop.percentile(99)),
      max: ms(this.#loop.max),
    };
  }

  end(): void {
    this.#loop.disable();
  }
}

export class Measurements {
  readonly whole = new Measured();
  readonly phases: readonly Measured[];
  readonly nets = new Map<string, Measured>();
  readonly brains = new Map<string, Measured>();
  readonly timeline: Required<Timeline> = {
    ...{ at: [], target: [], playing: [], rttP50: [], rttP95: [], patches: [], bytesIn: [] },
    ...{ corrections: [], dropped: [], disconnects: [], errors: [], lateP99: [] },
  };
  /** By phase; of those that have begun. */
  readonly late: Late[] = [];
  readonly lateWhole = new Lateness();
  readonly #latePhase = new Lateness();
  readonly #lateSecond = new Lateness();
  #phase = 0;
  #before = { dropped: 0, disconnects: 0, errors: 0 };

  constructor(phases: number) {
    this.phases = Array.from({ length: phases }, () => new Measured());
  }

  begin(): void {
    for (const late of [this.lateWhole, this.#latePhase, this.#lateSecond]) late.begin();
  }

  end(): void {
    this.late[this.#phase] = this.#latePhase.read();
    for (const late of [this.lateWhole, this.#latePhase, this.#lateSecond]) late.end();
  }

  get phase(): number {
    return this.#phase;
  }

  enter(phase: number): void {
    if (phase === this.#phase) return;
    this.late[this.#phase] = this.#latePhase.read();
    this.#latePhase.begin();
    this.#phase = phase;
  }

  /** @returns the groups that a bot counts for now */
  groupsOf(brain: string, net: string): readonly Measured[] {
    return [this.whole, this.phases[this.#phase]!, groupIn(this.nets, net), groupIn(this.brains, brain)];
  }

  /** @param at seconds since the start @param now ms */
  sample(at: number, now: number, target: number, players: readonly Player[]): void {
    const changes = players.flatMap((player) => player.measure(now) ?? []);
    const seconds = changes.reduce((sum, one) => sum + one.seconds, 0);
    const sum = (name: "patches" | "bytesIn" | "corrections") =>
      changes.reduce((all, change) => all + change[name], 0);
    const rate = (name: "patches" | "bytesIn") => (seconds > 0 ? tenth(sum(name) / seconds) : null);
    const playing = players.filter(({ isPlaying }) => isPlaying);
    const { count, p50, p95 } = spread(playing.map(({ rtt }) => rtt).filter((rtt) => rtt > 0));
    const { dropped, disconnects } = this.whole;
    const errors = total(this.whole.errors);
    const row: { [Name in keyof Timeline]-?: Required<Timeline>[Name][number] } = {
      ...{
        at: tenth(at),
        target,
        playing: playing.length,
        ...(count > 0 ? { rttP50: tenth(p50), rttP95: tenth(p95) } : { rttP50: null, rttP95: null }),
      },
      ...{ patches: rate("patches"), bytesIn: rate("bytesIn"), corrections: sum("corrections") },
      dropped: dropped - this.#before.dropped,
      disconnects: disconnects - this.#before.disconnects,
      errors: errors - this.#before.errors,
      lateP99: tenth(this.#lateSecond.read().p99),
    };
    for (const name of Object.keys(row) as (keyof Timeline)[])
      (this.timeline[name] as (number | null)[]).push(row[name]);
    this.#before = { dropped, disconnects, errors };
    this.#lateSecond.begin();
  }
}

function groupIn(groups: Map<string, Measured>, name: string): Measured {
  const group = groups.get(name) ?? new Measured();
  groups.set(name, group);
  return group;
}

const tenth = (figure: number): number => Math.round(figure * 10) / 10;
