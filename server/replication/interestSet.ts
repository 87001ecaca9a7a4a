/**
 * The interest set of a client: the entities that it sees, and how the set changes from tick to tick.
 * Entities are identified by `Row.slot`.
 */
import type { Row } from "./entities.ts";
import type { Grid } from "./grid.ts";

/** A list that is refilled every tick and keeps its memory. */
export class SlotList {
  slots = new Int32Array(64);
  count = 0;

  /** Makes room for this many slots, in an empty list. @returns where they belong; `count` has to be set then */
  reserve(most: number): Int32Array {
    if (most > this.slots.length) this.slots = new Int32Array(2 * most);
    return this.slots;
  }

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
  /** The entities in the client's decoder: the first `count` of these slots. */
  slots = new Int32Array(64);
  count = 0;
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

  /** Takes the entities of the latest query. */
  take({ slots, count }: SlotList): void {
    if (count > this.slots.length) this.slots = new Int32Array(Math.ceil(count * 1.5));
    const own = this.slots;
    for (let i = 0; i < count; i++) own[i] = slots[i]!;
    this.count = count;
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

/** Stamps go up to here, then start anew. */
const LAST_STAMP = 2 ** 31 - 4;

/** The result of the latest `updateInterest`, and what all queries share. */
export class InterestChanges {
  /** Changes of entities that were in the set before and still are. */
  readonly changes = new ByteRanges();
  /** Whether the own entity is among those that have entered. */
  ownEntered = false;
  readonly entered = new SlotList();
  readonly left = new SlotList();
  /** The whole set. */
  readonly now = new SlotList();
  /**
   * By slot: the stamp of the query whose set contained it before, or that stamp + 1 once the query has found it. Shared by all
   * clients, so that it stays in the CPU's cache, where sets of a bit per slot and client do not.
   */
  marks = new Int32Array(1024);
  stamp = 0;

  /** @param slots larger than any slot in use @param before the set of the latest query for the same client */
  begin(slots: number, before: InterestSet): void {
    if (slots > this.marks.length) {
      this.marks = new Int32Array(Math.ceil(slots * 1.5));
      this.stamp = 0;
    }
    if (this.stamp > LAST_STAMP) {
      this.marks.fill(0);
      this.stamp = 0;
    }
    this.stamp += 2;
    this.entered.count = this.left.count = this.changes.count = this.now.count = 0;
    const { marks, stamp } = this;
    for (let i = 0; i < before.count; i++) marks[before.slots[i]!] = stamp;
  }

  /** What was in the set before, and was not found, has left. */
  end(before: InterestSet): void {
    const { marks, stamp } = this;
    for (let i = 0; i < before.count; i++) {
      const slot = before.slots[i]!;
      if (marks[slot] === stamp) this.left.add(slot);
    }
    before.take(this.now);
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
  out.ownEntered = own !== undefined && out.marks[own.slot] !== out.stamp;
  if (centre !== undefined) {
    interestSet.x = centre.x;
    interestSet.y = centre.y;
  }
  scan(interestSet, grid, range, out);
  if (own !== undefined) include(own, grid, out);
  if (centre !== undefined) include(centre, grid, out);
  out.end(interestSet);
}

function scan({ x, y }: InterestSet, grid: Grid, { half, keep }: InterestRange, out: InterestChanges): void {
  // This loop is most of a client's cost besides its socket, so it calls no function for an unchanged entity.
  const { slots, xs, ys, ends, starts, columns } = grid;
  const { marks, stamp } = out;
  // Without a centre only a view of everything finds entities.
  if (Number.isNaN(x) && half === Number.POSITIVE_INFINITY) x = y = 0;
  const now = out.now.reserve(grid.count);
  let count = 0;
  // Changes of neighbours are adjacent: a range of them, which may be empty, grows until an entity is left out.
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
      const dx = Math.abs(xs[place]! - x);
      const dy = Math.abs(ys[place]! - y);
      if (!(dx <= keep && dy <= keep)) continue;
      const slot = slots[place]!;
      if (marks[slot] === stamp) {
        marks[slot] = stamp + 1;
        now[count++] = slot;
        if (place !== next) {
          if (ends[first] !== to) {
            if (from < to) out.changes.add(from, to);
            from = ends[first]!;
          }
          to = ends[next]!;
          first = place;
        }
        next = place + 1;
      } else if (dx <= half && dy <= half) {
        marks[slot] = stamp + 1;
        now[count++] = slot;
        out.entered.add(slot);
      }
    }
  }
  if (ends[first] !== to) {
    if (from < to) out.changes.add(from, to);
    from = ends[first]!;
  }
  to = ends[next]!;
  if (from < to) out.changes.add(from, to);
  out.now.count = count;
}

/**
 * Keeps an entity in the set wherever it is: unless the scan has found it, it enters, or stays with possible
 * changes.
 */
function include({ slot, place }: Row, { ends }: Grid, out: InterestChanges): void {
  const { marks, stamp } = out;
  const wasIn = marks[slot] === stamp;
  if (marks[slot] === stamp + 1) return;
  marks[slot] = stamp + 1;
  out.now.add(slot);
  if (wasIn) out.changes.add(ends[place]!, ends[place + 1]!);
  else out.entered.add(slot);
}
