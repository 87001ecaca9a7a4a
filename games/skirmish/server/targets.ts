/**
 * The living ships of a tick as bolts look for them, in flat lists: a thousand bolts have ten thousand ships
 * in reach, and hit a few. A look at a ship costs more than the test, so a ship is tested only if its bolt's
 * way crosses the box of its history.
 */
import { boundsOf } from "./history.ts";
import { ShipList } from "./shipList.ts";
import type { SimShip } from "./world.ts";

/** Side of a cell, units. */
const CELL = 256;

/** Units. */
export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export class Targets {
  readonly #columns: number;
  /** Where each cell starts in the lists, row by row, and where the last one ends. */
  readonly #starts: Int32Array;
  readonly #ships: SimShip[] = [];
  /** Left, right, top and bottom of each ship's history. */
  #boxes = new Float32Array(4 * 64);
  /** Of this tick, in the order of the world: ships, and the cell of each. */
  readonly #all: SimShip[] = [];
  #cells = new Int32Array(64);
  readonly #found = new ShipList();

  /** @param size side of the world, units */
  constructor(size: number) {
    this.#columns = Math.ceil(size / CELL);
    this.#starts = new Int32Array(this.#columns * this.#columns + 1);
  }

  /** A cell keeps the order of `ships`. */
  fill(ships: Iterable<SimShip>): void {
    const starts = this.#starts.fill(0);
    let count = 0;
    for (const ship of ships) {
      if (!ship.alive) continue;
      if (count === this.#cells.length) this.#grow();
      const cell = this.#along(ship.y) * this.#columns + this.#along(ship.x);
      this.#all[count] = ship;
      this.#cells[count++] = cell;
      starts[cell]!++;
    }
    this.#all.length = this.#ships.length = count;
    for (let cell = 0, sum = 0; cell < starts.length; cell++) starts[cell] = sum += starts[cell]!;
    // Backwards, so that the ends of all cells become their starts.
    for (let i = count - 1; i >= 0; i--) {
      const at = --starts[this.#cells[i]!]!;
      this.#ships[at] = this.#all[i]!;
      boundsOf(this.#all[i]!.history, this.#boxes, 4 * at);
    }
  }

  /**
   * @returns ships that were in the box at some time of their history, of those whose cell overlaps the
   * square around (x, y) of half side `reach`, units. The next call reuses the list.
   */
  around(x: number, y: number, reach: number, { left, right, top, bottom }: Box): ShipList {
    const [found, boxes] = [this.#found, this.#boxes];
    const { ships } = found;
    let count = 0;
    const first = this.#along(x - reach);
    const last = this.#along(x + reach);
    const end = this.#along(y + reach);
    for (let row = this.#along(y - reach); row <= end; row++) {
      const cells = row * this.#columns;
      const to = this.#starts[cells + last + 1]!;
      for (let at = this.#starts[cells + first]!; at < to; at++) {
        const box = 4 * at;
        if (boxes[box]! > right || boxes[box + 1]! < left) continue;
        if (boxes[box + 2]! > bottom || boxes[box + 3]! < top) continue;
        ships[count++] = this.#ships[at]!;
      }
    }
    found.count = count;
    return found;
  }

  #grow(): void {
    const larger = new Int32Array(this.#cells.length * 2);
    larger.set(this.#cells);
    this.#cells = larger;
    this.#boxes = new Float32Array(4 * larger.length);
  }

  #along(at: number): number {
    const cell = Math.floor(at / CELL);
    return cell < 0 ? 0 : cell >= this.#columns ? this.#columns - 1 : cell;
  }
}
