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
  /** Where in the chunk buffer the changes of each end; they start where those of the previous one end. */
  ends = new Int32Array(257);
  /** Number of entities. */
  count = 0;
  /** Where each cell starts in `slots`, line by line, and where the last one ends. */
  readonly starts: Int32Array;
  readonly columns: number;
  private readonly cursors: Int32Array;

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
    for (const row of all.values()) {
      row.cell = this.along(row.y) * columns + this.along(row.x);
      starts[row.cell + 1]!++;
    }
    for (let cell = 0; cell < cursors.length; cell++) {
      starts[cell + 1]! += starts[cell]!;
      cursors[cell] = starts[cell]!;
    }
    for (const row of all.values()) {
      const at = cursors[row.cell]!++;
      row.place = at;
      this.slots[at] = row.slot;
      this.xs[at] = row.x;
      this.ys[at] = row.y;
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
  }
}
