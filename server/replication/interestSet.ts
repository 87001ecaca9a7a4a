/**
 * The interest set of a client: the entities that it sees, and how the set changes from tick to tick.
 * Entities are identified by `Row.slot`.
 */
import type { Row } from "./entities.ts";
import type { Grid } from "./grid.ts";

/** Slots per word of a set. */
const WORD = 32;

/** A list that is refilled every tick and keeps its memory. */
export class SlotList {
  slots = new Int32Array(64);
  count = 0;

  add(slot: number): void {
    if (this.count === this.slots.length) {
      const larger = new Int32Array(this.count * 2);
      larger.set(this.slots);
      this.slots = larger;
    }
    this.slots[this.count++] = slot;
  }
}

export class InterestSet {
  /** The entities in the client's decoder, one bit per slot; and memory for the next query. */
  seen = new Int32Array(32);
  spare = new Int32Array(32);
  /**
   * Centre of its view: the last position when the entity that it looked from is gone, NaN (nothing nearby)
   * before the first.
   */
  x = Number.NaN;
  y = Number.NaN;
  /** The client's own entity, cached; it may be gone. */
  own: Row | undefined;
  /** Where this client's part of the next shared bytes starts: the rest was in its full state. */
  sharedFrom = 0;

  /** Makes room for this many slots. */
  reserve(slots: number): void {
    if (slots <= this.seen.length * WORD) return;
    const larger = new Int32Array(Math.ceil((slots * 1.5) / WORD));
    larger.set(this.seen);
    this.seen = larger;
    this.spare = new Int32Array(larger.length);
  }
}

export interface InterestRange {
  /** Half the side of the square in which entities enter the set, units; Infinity for everything. */
  half: number;
  /** Half the side of the larger square in which they stay. */
  keep: number;
}

/** Ranges of the chunk buffer, to be sent in this order. */
export class ByteRanges {
  /** Start and end of each range, in turn. */
  ends = new Int32Array(64);
  count = 0;

  add(from: number, to: number): void {
    if (this.count === this.ends.length) this.grow();
    this.ends[this.count++] = from;
    this.ends[this.count++] = to;
  }

  private grow(): void {
    const larger = new Int32Array(this.count * 2);
    larger.set(this.ends);
    this.ends = larger;
  }
}

/** The result of the latest `updateInterest`, besides the set itself. */
export class InterestChanges {
  /** Changes of entities that were in the set before and still are. */
  readonly changes = new ByteRanges();
  /** Whether the own entity is among those that have entered. */
  ownEntered = false;
  readonly entered = new SlotList();
  readonly left = new SlotList();
}

/**
 * The interest query: entities within `half` enter the set, entities in the set stay within `keep`.
 * @param slots larger than any slot in use
 * @param own always in the set
 * @param centre the entity it looks from, always in the set too
 */
export function updateInterest(
  interestSet: InterestSet,
  grid: Grid,
  slots: number,
  range: InterestRange,
  own: Row | undefined,
  centre: Row | undefined,
  out: InterestChanges,
): void {
  interestSet.reserve(slots);
  const { seen: before, spare: now } = interestSet;
  now.fill(0);
  out.entered.count = out.left.count = out.changes.count = 0;
  out.ownEntered = own !== undefined && !has(before, own.slot);
  if (centre !== undefined) {
    interestSet.x = centre.x;
    interestSet.y = centre.y;
  }
  scan(interestSet, grid, range, out);
  if (own !== undefined) include(own, interestSet, grid, out);
  if (centre !== undefined) include(centre, interestSet, grid, out);
  for (let word = 0; word < before.length; word++) {
    for (let gone = before[word]! & ~now[word]!; gone !== 0; gone &= gone - 1)
      out.left.add(word * WORD + lowest(gone));
  }
  interestSet.seen = now;
  interestSet.spare = before;
}

const has = (set: Int32Array, slot: number): boolean => ((set[slot >>> 5]! >>> (slot & 31)) & 1) !== 0;

/** @returns index of the lowest set bit */
const lowest = (word: number): number => 31 - Math.clz32(word & -word);

function scan(
  { x, y, seen: before, spare: now }: InterestSet,
  grid: Grid,
  { half, keep }: InterestRange,
  out: InterestChanges,
): void {
  // This loop is most of a client's cost besides its socket, so it calls no function for an unchanged entity.
  const { slots, xs, ys, ends } = grid;
  // Without a centre only a view of everything finds entities.
  if (Number.isNaN(x) && half === Number.POSITIVE_INFINITY) x = y = 0;
  // Changes of neighbours are adjacent: a range of them, which may be empty, grows until an entity is left
  // out.
  let from = 0;
  let to = 0;
  const last = grid.line(y + keep);
  for (let line = grid.line(y - keep); line <= last; line++) {
    const end = grid.end(line, x + keep);
    for (let place = grid.begin(line, x - keep); place < end; place++) {
      const dx = Math.abs(xs[place]! - x);
      const dy = Math.abs(ys[place]! - y);
      if (!(dx <= keep && dy <= keep)) continue;
      const slot = slots[place]!;
      const word = slot >>> 5;
      const bit = 1 << (slot & 31);
      if ((before[word]! & bit) !== 0) {
        now[word] = now[word]! | bit;
        if (ends[place] !== to) {
          if (from < to) out.changes.add(from, to);
          from = ends[place]!;
        }
        to = ends[place + 1]!;
      } else if (dx <= half && dy <= half) {
        now[word] = now[word]! | bit;
        out.entered.add(slot);
      }
    }
  }
  if (from < to) out.changes.add(from, to);
}

/**
 * Keeps an entity in the set wherever it is: unless the scan has found it, it enters, or stays with possible
 * changes.
 */
function include(
  { slot, place }: Row,
  { seen: before, spare: now }: InterestSet,
  { ends }: Grid,
  out: InterestChanges,
): void {
  if (has(now, slot)) return;
  now[slot >>> 5] = now[slot >>> 5]! | (1 << (slot & 31));
  if (has(before, slot)) out.changes.add(ends[place]!, ends[place + 1]!);
  else out.entered.add(slot);
}
