/** Used share of each of this process's resources, measured once a second over the last seconds. */
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import { TICK_MS } from "../../shared/tick.ts";
import type { Metrics } from "./metrics.ts";

/** Interval of the measurements, ms. */
const EVERY = 1000;
/**
 * Weight of the latest second in the moving average: a new room shows after one second, a spike is gone after
 * five.
 */
const LATEST = 0.4;
/** Sampling period of the lag, ms; each sample is too high by this much. */
const RESOLUTION = 10;
/** Number of steps that the percentile covers: about ten seconds of one room. */
const STEPS = 300;

/** Used shares, each 0…1. */
export interface Load {
  /** Time spent in steps. */
  ticks: number;
  /** Lateness of timers, relative to the length of a tick. */
  lag: number;
  /** Used heap, relative to the limit of the process. */
  memory: number;
  /** Players, relative to MAX_CLIENTS_PER_PROCESS. */
  seats: number;
  /** The busiest I/O thread: see `IoLoad`. */
  io: number;
}

/** @returns the free share of the scarcest resource, 0…1 */
export const headroomOf = (load: Load): number =>
  Math.min(1, Math.max(0, 1 - Math.max(...Object.values(load))));

/** Load of the I/O threads. */
export class IoLoad {
  /** Of each thread: CPU time, s; and the age of its oldest unwritten frame, ms. */
  read: () => readonly { readonly cpu: number; readonly delay: number }[] = () => [];
  #cpu: number[] = [];

  /**
   * @param passed since the previous call, ms
   * @returns the share of its core, or of a tick, that the busiest thread uses, 0 or more
   */
  share(passed: number): number {
    const threads = this.read();
    const shares = threads.map(({ cpu, delay }, index) =>
      Math.max((1000 * (cpu - (this.#cpu[index] ?? cpu))) / passed, delay / TICK_MS),
    );
    this.#cpu = threads.map(({ cpu }) => cpu);
    return Math.max(0, ...shares);
  }
}

/** Durations of steps. */
export class StepTimes {
  readonly #latest = new Float64Array(STEPS);
  #count = 0;
  /** Total since the last measurement, ms. */
  #spent = 0;
  #countThen = 0;

  /** @param ms duration of one step */
  note(ms: number): void {
    this.#latest[this.#count++ % STEPS] = ms;
    this.#spent += ms;
  }

  takeSpent(): number {
    const spent = this.#spent;
    this.#spent = 0;
    // No room steps here any more: old durations are meaningless.
    if (this.#count === this.#countThen) this.#count = 0;
    this.#countThen = this.#count;
    return spent;
  }

  /** @param share as in 0.99 @returns percentile of the latest steps, ms */
  percentile(share: number): number {
    const known = this.#latest.slice(0, Math.min(this.#count, STEPS)).sort();
    return known[Math.floor(known.length * share)] ?? 0;
  }
}

/**
 * Cost of admitting a player, joins and reconnections alike, ms of the event loop: the initial estimate, and
 * the limits.
 */
const ENTRY = { first: 2, least: 0.5, most: 10 } as const;
/** Number of admissions in a second from which the cost is measured. */
const ENOUGH_SAMPLES = 20;
/** Share of the time that counts as available even if steps take all of it. */
const LEFT = 0.2;

/** How fast players can join; simultaneous reconnections are spread over the resulting time. */
export class EntryPace {
  /** ms of the event loop. */
  cost: number = ENTRY.first;
  #count = 0;

  /** A player was admitted. */
  note(): void {
    this.#count++;
  }

  /**
   * Must be called once a second. @param busy time that the event loop was busy with anything but steps, ms
   */
  measure(busy: number): void {
    if (this.#count >= ENOUGH_SAMPLES) {
      const cost = Math.min(ENTRY.most, Math.max(ENTRY.least, busy / this.#count));
      this.cost += LATEST * (cost - this.cost);
    }
    this.#count = 0;
  }

  /**
   * @param stepping share of the time that steps take, 0…1
   * @returns time that it takes to admit this many players, ms
   */
  timeFor(players: number, stepping: number): number {
    return (players * this.cost) / Math.max(LEFT, 1 - stepping);
  }
}

/** @returns undefined when it cannot be read, because no file descriptor is free */
function residentNow(): number | undefined {
  try {
    return process.memoryUsage.rss();
  } catch {
    return undefined;
  }
}

/** What a load meter reads, and where it writes the results. */
export interface Measured {
  readonly metrics: Metrics;
  /** Of all rooms of the server. */
  readonly stepTimes: StepTimes;
  readonly entryPace: EntryPace;
  readonly ioLoad: IoLoad;
}

export class LoadMeter {
  readonly load: Load = { ticks: 0, lag: 0, memory: 0, seats: 0, io: 0 };
  /** 99th percentile of the last second, ms. */
  loopLag = 0;
  /** Resident memory, bytes, as of the last second. */
  resident = residentNow() ?? 0;
  readonly #of: Measured;
  readonly #players: () => number;
  readonly #maxPlayers: number;
  readonly #onSecond: (seconds: number) => void;
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  readonly #timer: NodeJS.Timeout;
  #measuredAt = performance.now();
  #utilization = performance.eventLoopUtilization();

  /**
   * @param maxPlayers MAX_CLIENTS_PER_PROCESS @param onSecond called once a second, with its real length, s
   */
  constructor(
    of: Measured,
    players: () => number,
    maxPlayers: number,
    onSecond: (seconds: number) => void = () => {},
  ) {
    this.#of = of;
    this.#players = players;
    this.#maxPlayers = maxPlayers;
    this.#onSecond = onSecond;
    this.#delay.enable();
    of.metrics.headroom.set(1);
    this.#timer = setInterval(() => this.#measure(), EVERY).unref();
  }

  /** Seats are counted at every access: a thousand players can join within a second. */
  get headroom(): number {
    this.load.seats = this.#players() / this.#maxPlayers;
    return headroomOf(this.load);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
  }

  #measure(): void {
    const now = performance.now();
    const passed = now - this.#measuredAt;
    this.#measuredAt = now;
    this.resident = residentNow() ?? this.resident;
    this.loopLag = Math.max(0, this.#delay.percentile(99) / 1e6 - RESOLUTION);
    this.#delay.reset();
    const { metrics, stepTimes, entryPace, ioLoad } = this.#of;
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    const stepped = stepTimes.takeSpent();
    const utilization = performance.eventLoopUtilization();
    entryPace.measure(performance.eventLoopUtilization(utilization, this.#utilization).active - stepped);
    this.#utilization = utilization;
    this.#blend("ticks", stepped / passed);
    this.#blend("lag", this.loopLag / TICK_MS);
    this.#blend("memory", used / limit);
    this.#blend("io", ioLoad.share(passed));
    metrics.loopLag.set(this.loopLag / 1000);
    metrics.tickP99.set(stepTimes.percentile(0.99) / 1000);
    metrics.headroom.set(this.headroom);
    for (const [resource, share] of Object.entries(this.load)) metrics.load.set({ resource }, share);
    this.#onSecond(passed / 1000);
  }

  #blend(resource: keyof Load, share: number): void {
    const { load } = this;
    load[resource] += LATEST * (Math.min(1, share) - load[resource]);
  }
}
