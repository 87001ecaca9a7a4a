/** Entities sorted by where they are, rebuilt every tick: a line of cells is one stretch of `slots`, left to right. */
import type { Row } from "./entities.ts";

/** Cell side in units: a view looks into 9 or 10 rows of cells and tests twice what it shows. */
const CELL = 256;

export class Grid {
  /** By `Row.slot`. */
  slots = new Int32Array(256);
  /** Their places, side by side for a fast scan. */
  xs = new Float64Array(256);
  ys = new Float64Array(256);
  /** Where in the chunk buffer the changes of each end; they begin where those of the one before end. */
  ends = new Int32Array(257);
  /** How many there are. */
  count = 0;
  /** Where each cell begins in `slots`; one more entry for the end of the last. */
  private readonly starts: Int32Array;
  private readonly cursors: Int32Array;
  private readonly columns: number;

  /** @param size side of the world, units; what is beyond counts as at its edge, which is only slower */
  constructor(size: number) {
    this.columns = Math.ceil(size / CELL);
    this.starts = new Int32Array(this.columns * this.columns + 1);
    this.cursors = new Int32Array(this.columns * this.columns);
  }

  /** @param all in a stated order, which is kept within each cell */
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

  /** First and last row of cells that a stretch of the y axis touches. */
  line(y: number): number {
    return this.along(y);
  }

  /** Where in `slots` the cells of `line` begin that reach from `x` on. */
  begin(line: number, x: number): number {
    return this.starts[line * this.columns + this.along(x)]!;
  }

  /** Where the cells of `line` that reach up to `x` end. */
  end(line: number, x: number): number {
    return this.starts[line * this.columns + this.along(x) + 1]!;
  }

  /** Cell along one axis; NaN counts as 0. */
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
