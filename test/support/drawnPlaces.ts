/**
 * Compares the entities on the screens of clients with the state of their room, tick by tick. Plain data,
 * which processes exchange.
 */
import { TICK_MS } from "../../shared/tick.ts";

export interface Moments {
  /** Tick of the first element of `moments`; the others follow one by one. */
  from: number;
  moments: Moment[];
}

export interface Moment {
  /** When its patch was sent, ms since 1970. */
  at: number;
  /** [number of the ship, x, y] of every ship in play, concatenated. Units. */
  ships: number[];
}

/** Positions of entities, by tick. */
export class Places {
  readonly #from: number;
  readonly #leap: number;
  readonly #ticks: Map<number, { x: number; y: number }>[];

  /** @param leap an entity that moves farther in a tick was moved, units */
  constructor({ from, moments }: Moments, leap = LEAP) {
    this.#leap = leap;
    this.#from = from;
    this.#ticks = moments.map(({ ships }) => {
      const places = new Map<number, { x: number; y: number }>();
      for (let i = 0; i < ships.length; i += 3) places.set(ships[i]!, { x: ships[i + 1]!, y: ships[i + 2]! });
      return places;
    });
  }

  /** @returns all ships in play after a tick */
  at(tick: number): ReadonlyMap<number, { x: number; y: number }> | undefined {
    return this.#ticks[tick - this.#from];
  }

  /** @returns the position of a ship at a fractional tick, or undefined if it was not in play all the time */
  place(ship: number, tick: number): { x: number; y: number } | undefined {
    const before = Math.floor(tick);
    const from = this.at(before)?.get(ship);
    const to = this.at(before + 1)?.get(ship);
    if (from === undefined || to === undefined) return undefined;
    // The ship was moved, not flown: there is no position in between.
    if (Math.abs(to.x - from.x) + Math.abs(to.y - from.y) > this.#leap) return undefined;
    const part = tick - before;
    return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
  }
}

/** Farther than any ship flies in a tick, even with four steps of boost, units. */
const LEAP = 100;

/** A slower entity does not count as moving, units a tick. */
const MOVES = 1;

export interface RemoteFigures {
  /** Distance of the drawn place from the true one at the drawn time, units. */
  errors: number[];
  /** Frames of moving ships, and those of them in which the drawing stood still. */
  moving: number;
  held: number;
  /** Age of the drawn state, ms. */
  ages: number[];
}

export function remoteFigures(
  { others }: { readonly others: readonly number[] },
  truth: Moments,
  places: Places,
): RemoteFigures {
  const found: RemoteFigures = { errors: [], moving: 0, held: 0, ages: [] };
  const last = new Map<number, { at: number; tick: number; x: number; y: number }>();
  for (let i = 0; i < others.length; i += 5) {
    const [at, tick, id, x, y] = others.slice(i, i + 5) as [number, number, number, number, number];
    const before = last.get(id);
    last.set(id, { at, tick, x, y });
    const true_ = places.place(id, tick);
    if (true_ === undefined) continue;
    found.errors.push(Math.hypot(x - true_.x, y - true_.y));
    if (before === undefined || at - before.at > 3 * TICK_MS) continue;
    // Elapsed time, not the drawn clock: a stalled clock must not make ships count as standing.
    const passed = (at - before.at) / TICK_MS;
    const from = places.place(id, before.tick);
    const to = places.place(id, before.tick + passed);
    if (from === undefined || to === undefined) continue;
    const moved = Math.hypot(to.x - from.x, to.y - from.y);
    if (moved < MOVES * passed) continue;
    found.moving++;
    if (Math.hypot(x - before.x, y - before.y) < moved / 20) found.held++;
  }
  let seen = -1;
  for (let i = 0; i < others.length; i += 5) {
    if (others[i] === seen) continue;
    seen = others[i]!;
    const tick = others[i + 1]!;
    const moment = truth.moments[Math.floor(tick) - truth.from];
    if (moment === undefined) continue;
    found.ages.push(performance.timeOrigin + seen - moment.at - (tick % 1) * TICK_MS);
  }
  return found;
}
