/** Finds the living ships around a place without looking at all of them: a uniform grid, filled anew each tick. */
import type { SimShip } from "./world.ts";

/** Cell side, units: about the reach of a typical question. */
const CELL = 256;
const NONE = -1;

/** A cell is a chain through `next`: nothing is allocated from tick to tick. */
export class Nearby {
  readonly #columns: number;
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  /** By place in `#ships`: the next ship of the same cell. */
  #next = new Int32Array(64);
  readonly #ships: SimShip[] = [];
  #count = 0;
  readonly #found: SimShip[] = [];

  /** @param size side of the world, units */
  constructor(size: number) {
    this.#columns = Math.ceil(size / CELL);
    this.#first = new Int32Array(this.#columns * this.#columns).fill(NONE);
    this.#last = new Int32Array(this.#columns * this.#columns);
  }

  /** Takes the living ships in. Their order in `ships` stays their order within a cell. */
  fill(ships: Iterable<SimShip>): void {
    this.#first.fill(NONE);
    this.#count = 0;
    for (const ship of ships) if (ship.alive) this.add(ship);
  }

  add(ship: SimShip): void {
    const at = this.#count++;
    if (at === this.#next.length) this.#grow();
    this.#ships[at] = ship;
    this.#next[at] = NONE;
    const cell = this.#cell(ship.y) * this.#columns + this.#cell(ship.x);
    if (this.#first[cell] === NONE) this.#first[cell] = at;
    else this.#next[this.#last[cell]!] = at;
    this.#last[cell] = at;
  }

  /** @returns ships whose cell touches the square of half side `reach` (units). The list is reused by the next call. */
  around(x: number, y: number, reach: number): readonly SimShip[] {
    const found = this.#found;
    let count = 0;
    const left = this.#cell(x - reach);
    const right = this.#cell(x + reach);
    const bottom = this.#cell(y + reach);
    for (let row = this.#cell(y - reach); row <= bottom; row++)
      for (let column = left; column <= right; column++)
        for (let at = this.#first[row * this.#columns + column]!; at !== NONE; at = this.#next[at]!)
          found[count++] = this.#ships[at]!;
    // Not emptied before: an empty array would give its memory back, and want it again.
    found.length = count;
    return found;
  }

  #grow(): void {
    const larger = new Int32Array(this.#next.length * 2);
    larger.set(this.#next);
    this.#next = larger;
  }

  #cell(at: number): number {
    const cell = Math.floor(at / CELL);
    return cell < 0 ? 0 : cell >= this.#columns ? this.#columns - 1 : cell;
  }
}
