/** What one client sees, and how that changes from tick to tick. Entities go by `Row.slot` here. */
import type { Row } from "./entities.ts";
import type { Grid } from "./grid.ts";

/** A list that is emptied and filled every tick and keeps its memory. */
export class SlotList {
  slots = new Int32Array(64);
  count = 0;

  add(slot: number): void {
    this.reserve(1);
    this.slots[this.count++] = slot;
  }

  /** Makes room for so many more. */
  reserve(more: number): void {
    if (this.count + more <= this.slots.length) return;
    const larger = new Int32Array((this.count + more) * 2);
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

/**
 * Where entities stand with the client looked for, by slot. Stamps of earlier clients are smaller, so nothing has to be
 * cleared between looks: `before` means seen before and not met yet, `now` means met.
 */
export interface Stamp {
  before: number;
  now: number;
  of: Float64Array;
}

/**
 * Brings a sight up to date: what is within `half` enters, what was seen stays within `keep`.
 * @param own always in sight
 * @param centre the ship it looks from, always in sight too
 */
export function look(
  sight: Sight,
  grid: Grid,
  stamp: Stamp,
  range: Range,
  own: Row | undefined,
  centre: Row | undefined,
  out: Looked,
): void {
  const { seen: before, spare: now } = sight;
  const { entered, left, changes } = out;
  const { of: stamps } = stamp;
  now.count = entered.count = left.count = changes.count = 0;
  stamp.before = stamp.now + 1;
  stamp.now = stamp.before + 1;
  for (let i = 0; i < before.count; i++) stamps[before.slots[i]!] = stamp.before;
  out.ownEntered = own !== undefined && stamps[own.slot] !== stamp.before;
  if (centre !== undefined) {
    sight.x = centre.x;
    sight.y = centre.y;
    meet(centre.place, grid, stamp, now, out);
  }
  if (own !== undefined) meet(own.place, grid, stamp, now, out);
  scan(sight, grid, stamp, range, now, out);
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
  stamp: Stamp,
  { half, keep }: Range,
  now: SlotList,
  out: Looked,
): void {
  // This loop is most of what a client costs besides its socket: it calls nothing for what stands as it stood.
  const { slots, xs, ys, ends } = grid;
  const { of: stamps, before, now: met } = stamp;
  const { entered, changes } = out;
  // Without a centre only a view of everything finds anything.
  const x = Number.isNaN(sight.x) && half === Number.POSITIVE_INFINITY ? 0 : sight.x;
  const y = Number.isNaN(sight.y) && half === Number.POSITIVE_INFINITY ? 0 : sight.y;
  const last = grid.line(y + keep);
  for (let line = grid.line(y - keep); line <= last; line++) {
    const begin = grid.begin(line, x - keep);
    const end = grid.end(line, x + keep);
    now.reserve(end - begin);
    const { slots: seen } = now;
    let { count } = now;
    for (let place = begin; place < end; place++) {
      const dx = Math.abs(xs[place]! - x);
      const dy = Math.abs(ys[place]! - y);
      if (!(dx <= keep && dy <= keep)) continue;
      const slot = slots[place]!;
      const found = stamps[slot]!;
      if (found === before) {
        stamps[slot] = met;
        seen[count++] = slot;
        // Most of what is in sight are bolts and ore, which never change.
        if (ends[place] !== ends[place + 1]) changes.add(ends[place]!, ends[place + 1]!);
      } else if (found !== met && dx <= half && dy <= half) {
        stamps[slot] = met;
        entered.add(slot);
      }
    }
    now.count = count;
  }
}

/** Something is in sight wherever it is: it has entered, or is kept and may have changed. @param place in the grid */
function meet(place: number, { slots, ends }: Grid, stamp: Stamp, now: SlotList, out: Looked): void {
  const slot = slots[place]!;
  const found = stamp.of[slot]!;
  if (found === stamp.now) return;
  stamp.of[slot] = stamp.now;
  if (found !== stamp.before) out.entered.add(slot);
  else {
    now.add(slot);
    out.changes.add(ends[place]!, ends[place + 1]!);
  }
}
