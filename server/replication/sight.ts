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
  /** Where this client's share of the next shared part begins: what its full state did not have yet. */
  sharedFrom = 0;
}

export interface Range {
  /** Half the side of the square in which things come into sight, units; Infinity for everything. */
  half: number;
  /** Half the side of the larger square in which they stay. */
  keep: number;
}

/** The result of the latest `look`, besides the sight itself. */
export class Looked {
  /** Of what is seen the first so many were seen before; the others have entered. */
  kept = 0;
  /** The own ship is among those that have entered. */
  ownEntered = false;
  readonly entered = new SlotList();
  readonly left = new SlotList();
}

/** Values of the `mark` column during a look: not met yet, seen before, seen before and now, seen only now. */
const MARK = { none: 0, before: 1, kept: 2, entered: 3 } as const;

/**
 * Brings a sight up to date: what is within `half` enters, what was seen stays within `keep`.
 * @param mark all 0, and again afterwards
 * @param own always in sight
 * @param centre the ship it looks from, always in sight too
 */
export function look(
  sight: Sight,
  grid: Grid,
  mark: Uint8Array,
  range: Range,
  own: Row | undefined,
  centre: Row | undefined,
  out: Looked,
): void {
  const { seen: before, spare: now } = sight;
  const { entered, left } = out;
  now.count = 0;
  entered.count = 0;
  left.count = 0;
  for (let i = 0; i < before.count; i++) mark[before.slots[i]!] = MARK.before;
  if (centre !== undefined) {
    sight.x = centre.x;
    sight.y = centre.y;
    take(centre.slot, mark, now, entered);
  }
  if (own !== undefined) take(own.slot, mark, now, entered);
  scan(sight, grid, mark, range, now, entered);
  out.kept = now.count;
  out.ownEntered = own !== undefined && mark[own.slot] === MARK.entered;
  for (let i = 0; i < entered.count; i++) {
    const slot = entered.slots[i]!;
    mark[slot] = MARK.none;
    now.add(slot);
  }
  for (let i = 0; i < before.count; i++) {
    const slot = before.slots[i]!;
    if (mark[slot] === MARK.before) left.add(slot);
    mark[slot] = MARK.none;
  }
  sight.seen = now;
  sight.spare = before;
}

function scan(
  sight: Sight,
  grid: Grid,
  mark: Uint8Array,
  { half, keep }: Range,
  now: SlotList,
  entered: SlotList,
): void {
  const { slots, xs, ys } = grid;
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
      if ((dx <= half && dy <= half) || mark[slot] === MARK.before) take(slot, mark, now, entered);
    }
  }
}

function take(slot: number, mark: Uint8Array, now: SlotList, entered: SlotList): void {
  if (mark[slot] === MARK.before) {
    mark[slot] = MARK.kept;
    now.add(slot);
  } else if (mark[slot] === MARK.none) {
    mark[slot] = MARK.entered;
    entered.add(slot);
  }
}
