/**
 * Entities sorted by position, rebuilt every tick: each line of cells is one range of `slots`, from left to
 * right.
 */
import type { Row } from "./entities.ts";

/**
 * Side of a cell, units: a view covers 9 or 10 lines of cells, and tests twice as many entities as it shows.
 */
const CELL = 256;

export class Grid {
  /** Sorted slots of the rows; see `Row.slot`. */
  slots = new Int32Array(256);
  /** Their positions, in the same order for a fast scan. */
  xs = new Float64Array(256);
  ys = new Float64Array(256);
  /** By slot: the place in the order above. */
  places = new Int32Array(256);
  /** Where in the chunk buffer the changes of each end; they start where those of the previous one end. */
  ends = new Int32Array(257);
  /** Number of entities. */
  count = 0;
  /** Where each cell starts in `slots`, line by line, and where the last one ends. */
  readonly starts: Int32Array;
  readonly columns: number;
  private readonly cursors: Int32Array;
  /** Of the entities in the order in which they are given: cell, slot, and position. */
  private given = givenOf(256);

  /** @param size side of the world, units; entities beyond count as at its edge, which is only slower */
  constructor(size: number) {
    this.columns = Math.ceil(size / CELL);
    this.starts = new Int32Array(this.columns * this.columns + 1);
    this.cursors = new Int32Array(this.columns * this.columns);
  }

  /** @param all in a defined order, which is kept within each cell */
  rebuild(all: Map<unknown, Row>): void {
    const { starts, cursors, columns } = this;
    this.count = all.size;
    this.grow(all.size);
    starts.fill(0);
    const { given } = this;
    let count = 0;
    let most = 0;
    // Rows are spread over the heap, so each is read once.
    for (const { slot, x, y } of all.values()) {
      const cell = this.along(y) * columns + this.along(x);
      given.cells[count] = cell;
      given.slots[count] = slot;
      given.xs[count] = x;
      given.ys[count++] = y;
      if (slot > most) most = slot;
      starts[cell + 1]!++;
    }
    if (most >= this.places.length) this.places = new Int32Array(most * 2);
    for (let cell = 0; cell < cursors.length; cell++) {
      starts[cell + 1]! += starts[cell]!;
      cursors[cell] = starts[cell]!;
    }
    for (let i = 0; i < count; i++) {
      const place = cursors[given.cells[i]!]!++;
      const slot = given.slots[i]!;
      this.places[slot] = place;
      this.slots[place] = slot;
      this.xs[place] = given.xs[i]!;
      this.ys[place] = given.ys[i]!;
    }
  }

  /** Line of cells at a y coordinate. */
  line(y: number): number {
    return this.along(y);
  }

  /** Column of cells at an x coordinate. */
  column(x: number): number {
    return this.along(x);
  }

  /** Index of a cell along one axis; NaN counts as 0. */
  private along(at: number): number {
    const cell = Math.floor(at / CELL);
    return cell > 0 ? (cell < this.columns ? cell : this.columns - 1) : 0;
  }

  private grow(size: number): void {
    if (size <= this.slots.length) return;
    this.slots = new Int32Array(size * 2);
    this.xs = new Float64Array(size * 2);
    this.ys = new Float64Array(size * 2);
    this.ends = new Int32Array(size * 2 + 1);
    this.given = givenOf(size * 2);
  }
}

const givenOf = (size: number) => ({
  ...{ cells: new Int32Array(size), slots: new Int32Array(size) },
  ...{ xs: new Float64Array(size), ys: new Float64Array(size) },
});
