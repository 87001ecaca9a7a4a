/** Measures its own process between two moments. */
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import type { World } from "../../games/skirmish/server/world.ts";
import type { Serving } from "./designs/serving.ts";
import type { ServerFigures } from "./figures.ts";

/** Sampling period of the event-loop delay, ms; by design a sample is too high by this much. */
const RESOLUTION = 2;
/** Radius of a player's interest set, units. */
const SIGHT = 1000;

export class Gauge {
  readonly #serving: Serving;
  readonly #loop = monitorEventLoopDelay({ resolution: RESOLUTION });
  #ticks: number[] = [];
  #written: number[] = [];
  #ioCpu = 0;
  #played = 0;
  #cpu = process.cpuUsage();
  #mainCpu = process.threadCpuUsage();
  #started = 0;
  #latest = Number.NaN;
  #longestPause = 0;
  #joinPause = 0;
  #pause = 0;

  constructor(serving: Serving) {
    this.#serving = serving;
    serving.onTick = (ms) => this.#note(ms);
    serving.onWritten = (ms) => this.#written.push(ms);
  }

  /** All players have joined: the measurement begins. */
  begin(): void {
    this.#joinPause = this.#longestPause;
    this.#ticks = [];
    this.#written = [];
    this.#ioCpu = this.#serving.ioCpu();
    this.#played = 0;
    this.#pause = 0;
    this.#loop.reset();
    this.#loop.enable();
    this.#started = performance.now();
    this.#cpu = process.cpuUsage();
    this.#mainCpu = process.threadCpuUsage();
  }

  end(): ServerFigures {
    const { user, system } = process.cpuUsage(this.#cpu);
    const main = process.threadCpuUsage(this.#mainCpu);
    const seconds = (performance.now() - this.#started) / 1000;
    this.#loop.disable();
    const ticks = this.#ticks.toSorted((a, b) => a - b);
    const written = this.#written.toSorted((a, b) => a - b);
    const part = (share: number, of = ticks) =>
      of[Math.min(of.length - 1, Math.floor(of.length * share))] ?? 0;
    return {
      seconds,
      ticks: ticks.length,
      played: this.#played,
      cpu: user + system,
      mainCpu: main.user + main.system,
      ioCpu: this.#serving.ioCpu() - this.#ioCpu,
      writtenP50: part(0.5, written),
      writtenP99: part(0.99, written),
      tickP50: part(0.5),
      tickP99: part(0.99),
      tickMax: part(1),
      pause: this.#pause,
      joinPause: this.#joinPause,
      loopP99: Math.max(0, this.#loop.percentile(99) / 1e6 - RESOLUTION),
      ...this.memory(),
      players: this.#serving.players(),
      inSight: inSight(this.#serving.world()),
    };
  }

  #note(ms: number): void {
    const now = performance.now();
    const pause = now - this.#latest || 0;
    this.#pause = Math.max(this.#pause, pause);
    this.#longestPause = Math.max(this.#longestPause, pause);
    this.#latest = now;
    this.#ticks.push(ms);
    this.#played += this.#serving.players();
  }

  memory(): { memory: number; rss: number } {
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    return { memory: heapUsed + external, rss };
  }
}

/** @returns the average number of ships around a ship, itself included */
function inSight(world: World | undefined): number {
  if (world === undefined || world.ships.size === 0) return 0;
  const ships = [...world.ships.values()];
  let seen = 0;
  for (const ship of ships)
    for (const other of ships)
      if (Math.abs(ship.x - other.x) <= SIGHT && Math.abs(ship.y - other.y) <= SIGHT) seen++;
  return seen / ships.length;
}
