/**
 * The interest set of a client: the entities that it sees, and how the set changes from tick to tick.
 * Entities are identified by `Row.slot`.
 */
import type { Row } from "./entities.ts";
import type { Grid } from "./grid.ts";

/** Slots of a 32-bit word. */
const WORD = 5;

/**
 * A list that is refilled for each query and keeps its memory. It grows before the query and not within: a
 * call in the loop of the query, even one that never runs, makes compiled code look up every array again for
 * each entity.
 */
export class SlotList {
  slots = new Int32Array(64);
  count = 0;

  /** @param most slots that may be added then */
  clear(most: number): void {
    this.count = 0;
    if (most > this.slots.length) this.slots = new Int32Array(most * 2);
  }

  add(slot: number): void {
    this.slots[this.count++] = slot;
  }
}

export class InterestSet {
  /** The entities in the client's decoder: a bit for each slot. */
  bits = new Int32Array(8);
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
}

export interface InterestRange {
  /** Half the side of the square in which entities enter the set, units; Infinity for everything. */
  half: number;
  /** Half the side of the larger square in which they stay. */
  keep: number;
}

/** Ranges of the chunk buffer, to be sent in this order. Refilled like a `SlotList`. */
export class ByteRanges {
  /** Start and end of each range, in turn. */
  ends = new Int32Array(64);
  count = 0;

  /** @param most ranges that may be added then */
  clear(most: number): void {
    this.count = 0;
    if (2 * most > this.ends.length) this.ends = new Int32Array(4 * most);
  }

  add(from: number, to: number): void {
    this.ends[this.count++] = from;
    this.ends[this.count++] = to;
  }
}

/** The result of the latest `updateInterest`, and what all queries share. */
export class InterestChanges {
  /** Changes of entities that were in the set before and still are. */
  readonly changes = new ByteRanges();
  /** Whether the own entity is among those that have entered. */
  ownEntered = false;
  readonly entered = new SlotList();
  readonly left = new SlotList();
  /** What the present query has found so far, as in `InterestSet`; empty between two queries. */
  bits = new Int32Array(8);
  /** In use. */
  private words = 0;

  /**
   * @param slots larger than any slot in use
   * @param before the set of the latest query for the same client
   */
  begin(slots: number, before: InterestSet): void {
    this.words = ((slots - 1) >> WORD) + 1;
    this.entered.clear(slots);
    this.left.clear(slots);
    this.changes.clear(slots);
    if (this.words > this.bits.length) this.bits = new Int32Array(Math.ceil(this.words * 1.5));
    if (before.bits.length >= this.words) return;
    const larger = new Int32Array(this.bits.length);
    larger.set(before.bits);
    before.bits = larger;
  }

  /** What was in the set before, and was not found, has left. The set is what was found from now on. */
  end(set: InterestSet): void {
    const { bits, words, left } = this;
    const { bits: before } = set;
    for (let word = 0; word < words; word++) {
      let gone = before[word]! & ~bits[word]!;
      for (; gone !== 0; gone &= gone - 1) left.add((word << WORD) + 31 - Math.clz32(gone & -gone));
      before[word] = 0;
    }
    set.bits = bits;
    this.bits = before;
  }
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
  out.begin(slots, interestSet);
  out.ownEntered = own !== undefined && !has(interestSet.bits, own.slot);
  if (centre !== undefined) {
    interestSet.x = centre.x;
    interestSet.y = centre.y;
  }
  scan(interestSet, grid, range, out);
  if (own !== undefined) include(own, interestSet, grid, out);
  if (centre !== undefined) include(centre, interestSet, grid, out);
  out.end(interestSet);
}

const has = (bits: Int32Array, slot: number): boolean => (bits[slot >> WORD]! & (1 << slot)) !== 0;

function scan(
  { x, y, bits: before }: InterestSet,
  grid: Grid,
  { half, keep }: InterestRange,
  out: InterestChanges,
): void {
  // This loop is most of a client's cost besides its socket, so it calls no function for an unchanged entity.
  const { slots, xs, ys, ends, starts, columns } = grid;
  const { bits } = out;
  // Without a centre only a view of everything finds entities.
  if (Number.isNaN(x) && half === Number.POSITIVE_INFINITY) x = y = 0;
  // Changes of neighbours are adjacent: a range of them, which may be empty, grows until an entity is left
  // out.
  let from = 0;
  let to = 0;
  // Places of successive entities that were in the set.
  let first = 0;
  let next = 0;
  const left = grid.column(x - keep);
  const right = grid.column(x + keep) + 1;
  const last = grid.line(y + keep);
  for (let line = grid.line(y - keep); line <= last; line++) {
    const end = starts[line * columns + right]!;
    for (let place = starts[line * columns + left]!; place < end; place++) {
      const slot = slots[place]!;
      const word = slot >> WORD;
      const bit = 1 << slot;
      const was = (before[word]! & bit) !== 0;
      const reach = was ? keep : half;
      if (!(Math.abs(xs[place]! - x) <= reach && Math.abs(ys[place]! - y) <= reach)) continue;
      bits[word]! |= bit;
      if (was) {
        if (place !== next) {
          if (ends[first] !== to) {
            if (from < to) out.changes.add(from, to);
            from = ends[first]!;
          }
          to = ends[next]!;
          first = place;
        }
        next = place + 1;
      } else out.entered.add(slot);
    }
  }
  if (ends[first] !== to) {
    if (from < to) out.changes.add(from, to);
    from = ends[first]!;
  }
  to = ends[next]!;
  if (from < to) out.changes.add(from, to);
}

/**
 * Keeps an entity in the set wherever it is: unless the scan has found it, it enters, or stays with possible
 * changes.
 */
function include({ slot }: Row, before: InterestSet, { places, ends }: Grid, out: InterestChanges): void {
  const { bits } = out;
  if (has(bits, slot)) return;
  bits[slot >> WORD]! |= 1 << slot;
  const place = places[slot]!;
  if (has(before.bits, slot)) out.changes.add(ends[place]!, ends[place + 1]!);
  else out.entered.add(slot);
}
