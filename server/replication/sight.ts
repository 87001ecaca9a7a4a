/** What one client sees, and how that changes from tick to tick. Entities go by `Row.slot` here. */
import type { Row } from "./entities.ts";
import type { Grid } from "./grid.ts";

/** A list that is emptied and filled every tick and keeps its memory. */
export class SlotList {
  slots = new Int32Array(64);
  count = 0;

  add(slot: number): void {
    if (this.count === this.slots.length) this.grow();
    this.slots[this.count++] = slot;
  }

  private grow(): void {
    const larger = new Int32Array(this.count * 2);
    larger.set(this.slots);
    this.slots = larger;
  }
}

export class Sight {
  /** What the client's decoder holds. */
  seen = new SlotList();
  spare = new SlotList();
  /** Where it looks from; the last place when the ship it looked from is gone, NaN (nothing near) before the first. */
  x = Number.NaN;
  y = Number.NaN;
  /** The client's ship, so that it need not be looked up; may be gone. */
  own: Row | undefined;
  /** Where this client's share of the next shared part begins: what its full state did not have yet. */
  sharedFrom = 0;
}

export interface Range {
  /** Half the side of the square in which things come into sight, units; Infinity for everything. */
  half: number;
  /** Half the side of the larger square in which they stay. */
  keep: number;
}

/** Stretches of the chunk buffer, to be sent in this order; neighbours are joined. */
export class Runs {
  /** Begin and end, one after the other. */
  ends = new Int32Array(64);
  count = 0;

  add(from: number, to: number): void {
    const { ends } = this;
    if (this.count > 0 && ends[this.count - 1] === from) {
      ends[this.count - 1] = to;
      return;
    }
    if (this.count === ends.length) this.grow();
    this.ends[this.count++] = from;
    this.ends[this.count++] = to;
  }

  private grow(): void {
    const larger = new Int32Array(this.count * 2);
    larger.set(this.ends);
    this.ends = larger;
  }
}

/** The result of the latest `look`, besides the sight itself. */
export class Looked {
  /** Of what is seen the first so many were seen before; the others have entered. */
  kept = 0;
  /** Their changes. */
  readonly changes = new Runs();
  /** The own ship is among those that have entered. */
  ownEntered = false;
  readonly entered = new SlotList();
  readonly left = new SlotList();
}

/** What is read for every entity in every client's sight, by slot, side by side in memory. */
export interface Columns {
  /**
   * Where an entity stands with the client looked for. Stamps of earlier clients are smaller, so nothing has to be
   * cleared between looks: `Stamp.before` means seen before and not met yet, `Stamp.now` means met.
   */
  stamps: Float64Array;
  /** Where in the chunk buffer the change of this tick is; empty when nothing changed. */
  from: Int32Array;
  to: Int32Array;
}

export interface Stamp {
  before: number;
  now: number;
}

/**
 * Brings a sight up to date: what is within `half` enters, what was seen stays within `keep`.
 * @param own always in sight
 * @param centre the ship it looks from, always in sight too
 */
export function look(
  sight: Sight,
  grid: Grid,
  columns: Columns,
  stamp: Stamp,
  range: Range,
  own: Row | undefined,
  centre: Row | undefined,
  out: Looked,
): void {
  const { seen: before, spare: now } = sight;
  const { entered, left, changes } = out;
  const { stamps } = columns;
  now.count = entered.count = left.count = changes.count = 0;
  stamp.before = stamp.now + 1;
  stamp.now = stamp.before + 1;
  for (let i = 0; i < before.count; i++) stamps[before.slots[i]!] = stamp.before;
  out.ownEntered = own !== undefined && stamps[own.slot] !== stamp.before;
  if (centre !== undefined) {
    sight.x = centre.x;
    sight.y = centre.y;
    meet(centre.slot, columns, stamp, now, out);
  }
  if (own !== undefined) meet(own.slot, columns, stamp, now, out);
  scan(sight, grid, columns, stamp, range, now, out);
  out.kept = now.count;
  for (let i = 0; i < entered.count; i++) now.add(entered.slots[i]!);
  // Mostly nothing has left, and then there is nothing to look for.
  for (let i = 0; out.kept + left.count < before.count; i++)
    if (stamps[before.slots[i]!] === stamp.before) left.add(before.slots[i]!);
  sight.seen = now;
  sight.spare = before;
}

function scan(
  sight: Sight,
  grid: Grid,
  columns: Columns,
  stamp: Stamp,
  { half, keep }: Range,
  now: SlotList,
  out: Looked,
): void {
  const { slots, xs, ys } = grid;
  const { stamps } = columns;
  // Without a centre only a view of everything finds anything.
  const x = Number.isNaN(sight.x) && half === Number.POSITIVE_INFINITY ? 0 : sight.x;
  const y = Number.isNaN(sight.y) && half === Number.POSITIVE_INFINITY ? 0 : sight.y;
  const last = grid.line(y + keep);
  for (let line = grid.line(y - keep); line <= last; line++) {
    const end = grid.end(line, x + keep);
    for (let at = grid.begin(line, x - keep); at < end; at++) {
      const dx = Math.abs(xs[at]! - x);
      const dy = Math.abs(ys[at]! - y);
      if (!(dx <= keep && dy <= keep)) continue;
      const slot = slots[at]!;
      if ((dx <= half && dy <= half) || stamps[slot] === stamp.before) meet(slot, columns, stamp, now, out);
    }
  }
}

/** Something is in sight: it has entered, or is kept and may have changed. */
function meet(slot: number, { stamps, from, to }: Columns, stamp: Stamp, now: SlotList, out: Looked): void {
  const found = stamps[slot]!;
  if (found === stamp.now) return;
  stamps[slot] = stamp.now;
  if (found !== stamp.before) out.entered.add(slot);
  else {
    now.add(slot);
    // Most of what is in sight are bolts and ore, which never change.
    if (from[slot] !== to[slot]) out.changes.add(from[slot]!, to[slot]!);
  }
}
