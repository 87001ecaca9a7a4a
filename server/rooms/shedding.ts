/**
 * Load shedding, for a room whose steps take longer than a tick: first it sends every other patch, since
 * patches are most of its work; if that is not enough, the process takes no new player. Present players keep
 * their inputs, shots and seats.
 */
import { TICK_MS, TICK_RATE } from "../../shared/tick.ts";
import type { Admission } from "../net/admission.ts";
import type { Metrics } from "../ops/metrics.ts";

/**
 * Limits for the average share of a tick that a step takes: above `high` the level rises, below `low` it
 * falls.
 */
const BUDGET = { high: 0.9, low: 0.4 } as const;
/** How long a limit must be crossed, ticks: a spike or a pause does not count. */
const LASTS = { high: TICK_RATE, low: 5 * TICK_RATE } as const;
/**
 * A step counts as so many ticks at most: one long pause, or an I/O thread that hung until it was replaced,
 * is over, and would be felt in the average for seconds.
 */
const LONGEST = 3;
/** Weight of the latest step in the moving average, which covers about half a second. */
const LATEST = 1 / 15;

export const SHEDDING_LEVEL = { nothing: 0, patches: 1, players: 2 } as const;
type Level = (typeof SHEDDING_LEVEL)[keyof typeof SHEDDING_LEVEL];

export class Shedding {
  level: Level = SHEDDING_LEVEL.nothing;
  readonly #admission: Admission;
  /** Share of a tick. */
  #average = 0;
  /** Successive ticks above and below the limits. */
  #high = 0;
  #low = 0;

  constructor(admission: Admission) {
    this.#admission = admission;
  }

  /** @param tick the present one @returns whether the patch of this tick is sent */
  sends(tick: number): boolean {
    return this.level === SHEDDING_LEVEL.nothing || tick % 2 === 0;
  }

  /** @param took duration of the latest step, ms @returns whether the level has changed */
  note(took: number): boolean {
    this.#average += LATEST * (Math.min(took / TICK_MS, LONGEST) - this.#average);
    const share = this.#average;
    this.#high = share > BUDGET.high ? this.#high + 1 : 0;
    this.#low = share < BUDGET.low ? this.#low + 1 : 0;
    if (this.#high >= LASTS.high) return this.#move(1);
    return this.#low >= LASTS.low && this.#move(-1);
  }

  /** Must be called when the room closes. */
  end(): void {
    this.#admission.overloaded.delete(this);
  }

  #move(by: number): boolean {
    this.#high = this.#low = 0;
    const level = Math.min(
      SHEDDING_LEVEL.players,
      Math.max(SHEDDING_LEVEL.nothing, this.level + by),
    ) as Level;
    if (level === this.level) return false;
    this.level = level;
    if (level === SHEDDING_LEVEL.players) this.#admission.overloaded.add(this);
    else this.#admission.overloaded.delete(this);
    return true;
  }
}

/** Reports the levels of all rooms of a server as metrics. */
export class SheddingLevels {
  readonly #metrics: Metrics;
  /** Name of each room's mode. */
  readonly #rooms = new Map<Shedding, string>();

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  add(shedding: Shedding, room: string): void {
    this.#rooms.set(shedding, room);
  }

  remove(shedding: Shedding, room: string): void {
    this.#rooms.delete(shedding);
    this.report(room);
  }

  /**
   * Reports the highest level among the rooms of a mode: a room that recovers or closes does not hide
   * another.
   */
  report(room: string): void {
    const levels = [...this.#rooms].flatMap(([{ level }, name]) => (name === room ? [level] : []));
    this.#metrics.shedding.set({ room }, Math.max(0, ...levels));
  }
}
