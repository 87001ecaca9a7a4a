/** Finds the living ships around a place without testing all of them: a uniform grid, rebuilt each tick. */
import { ShipList } from "./shipList.ts";
import type { SimShip } from "./world.ts";

/** Side of a cell, units: about the reach of a typical query. */
const CELL = 256;
const NONE = -1;

/** A cell is a linked list through `#next`, so that a tick allocates nothing. */
export class Nearby {
  readonly #columns: number;
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  /** By index in `#ships`: index of the next ship in the same cell. */
  #next = new Int32Array(64);
  readonly #ships: SimShip[] = [];
  #count = 0;
  readonly #found = new ShipList();

  /** @param size side of the world, units */
  constructor(size: number) {
    this.#columns = Math.ceil(size / CELL);
    this.#first = new Int32Array(this.#columns * this.#columns).fill(NONE);
    this.#last = new Int32Array(this.#columns * this.#columns);
  }

  /** Rebuilds the grid from the living ships. A cell keeps the order of `ships`. */
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

  /**
   * @returns ships whose cell overlaps the square of half side `reach`, units. The next call reuses the list.
   */
  around(x: number, y: number, reach: number): ShipList {
    const found = this.#found;
    const { ships } = found;
    let count = 0;
    const left = this.#cell(x - reach);
    const right = this.#cell(x + reach);
    const bottom = this.#cell(y + reach);
    for (let row = this.#cell(y - reach); row <= bottom; row++)
      for (let column = left; column <= right; column++)
        for (let at = this.#first[row * this.#columns + column]!; at !== NONE; at = this.#next[at]!)
          ships[count++] = this.#ships[at]!;
    found.count = count;
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
