/**
 * The state of a room, tick by tick, with which the clients' screens are compared. Plain data, so
 * that it can be sent between processes.
 */

export interface Truth {
  /** Tick of the first element of `moments`; the others follow one by one. */
  from: number;
  moments: Moment[];
  shots: ShotTruth[];
}

export interface Moment {
  /** When its patch was sent, ms since 1970. */
  at: number;
  /** [number of the ship, x, y] of every ship in play, concatenated. Units. */
  ships: number[];
}

/** The life of a bolt. */
export interface ShotTruth {
  /** Number of the ship that fired it, and the number of the shot. */
  owner: number;
  shot: number;
  born: number;
  /** Ticks by which its targets were rewound. */
  depth: number;
  /** Tick in which a ship stopped it; absent if none did. */
  stopped?: number;
  /** Numbers of the ships it was tested against and hit, for damage. */
  target?: number;
}

/** Positions of ships, by tick. */
export class Places {
  readonly #from: number;
  readonly #ticks: Map<number, { x: number; y: number }>[];

  constructor({ from, moments }: Truth) {
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

  /**
   * @returns the position of a ship at a fractional tick, or undefined if it was not in play all
   * the time
   */
  place(ship: number, tick: number): { x: number; y: number } | undefined {
    const before = Math.floor(tick);
    const from = this.at(before)?.get(ship);
    const to = this.at(before + 1)?.get(ship);
    if (from === undefined || to === undefined) return undefined;
    // The ship was moved, not flown: there is no position in between.
    if (Math.abs(to.x - from.x) + Math.abs(to.y - from.y) > LEAP) return undefined;
    const part = tick - before;
    return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
  }
}

/** Farther than any ship flies in a tick, even with four steps of boost, units. */
const LEAP = 100;
