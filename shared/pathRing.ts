/**
 * The places of the entities of a match in the latest ticks, with a note for each entity and tick, so that an
 * observer can explain later what happened. Rows are allocated once, so recording a tick costs no more than
 * copying the places.
 *
 *   begin(tick) ─▶ put(entity, place) … ─▶ end()         read: run(entity, tick)
 */
import type { Place } from "./rules.ts";

/** The places of an entity in consecutive ticks. */
export interface Path {
  /** Tick of the first place. */
  readonly from: number;
  /** Units. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** 1/65536 turns. */
  readonly angle: readonly number[];
  /** The value given to `note` for each tick; −1: none. */
  readonly notes: readonly number[];
}

export interface Oriented extends Place {
  /** 1/65536 turns. */
  readonly angle: number;
}

/** Notes are stored in 16 bits. */
const LARGEST_NOTE = 0x7fff;
const NO_NOTE = -1;

/** Finds slots without a lookup in the map while entities come in the order of the previous tick. */
class Sequence<Entity> {
  readonly #slots: ReadonlyMap<Entity, number>;
  readonly #entities: Entity[] = [];
  readonly #found: number[] = [];
  #next = 0;

  constructor(slots: ReadonlyMap<Entity, number>) {
    this.#slots = slots;
  }

  restart(): void {
    this.#next = 0;
  }

  clear(): void {
    this.#entities.length = this.#found.length = 0;
  }

  slotOf(entity: Entity): number | undefined {
    const next = this.#next++;
    if (this.#entities[next] === entity) return this.#found[next];
    const slot = this.#slots.get(entity);
    // No gap: the arrays stay packed.
    if (slot !== undefined && next <= this.#entities.length) {
      this.#entities[next] = entity;
      this.#found[next] = slot;
    }
    return slot;
  }
}

export class PathRing<Entity extends Oriented> {
  readonly #length: number;
  readonly #leap: number;
  readonly #slots = new Map<Entity, number>();
  readonly #noted = new Sequence<Entity>(this.#slots);
  readonly #put = new Sequence<Entity>(this.#slots);
  readonly #free: number[] = [];
  #capacity = 0;
  /** Row after row: x and y of each slot; x is NaN where the entity was not in play. */
  #places = new Float32Array(0);
  #angles = new Uint16Array(0);
  #notes = new Int16Array(0);
  /** By slot: the note for the next tick. */
  #pending = new Int16Array(0);
  /** By slot: the latest tick in which its entity was put. */
  #putAt = new Int32Array(0);
  #count = 0;
  /** Index of the first element of the current row. */
  #row = 0;
  /** The latest tick that was recorded; −1: none. */
  tick = -1;

  /**
   * @param length ticks that are kept
   * @param leap units; a longer move along an axis in one tick means that the server placed the entity there:
   * a run begins
   */
  constructor(length: number, leap: number) {
    this.#length = length;
    this.#leap = leap;
    this.#grow(16);
  }

  /** Sets the note for the tick that is recorded next. @param value whole number from 0; limited to 32767 */
  note(entity: Entity, value: number): void {
    const slot = this.#noted.slotOf(entity);
    if (slot !== undefined) this.#pending[slot] = value < LARGEST_NOTE ? value : LARGEST_NOTE;
  }

  begin(tick: number): void {
    // Rows of ticks that were not recorded would be taken for later ones.
    if (tick !== this.tick + 1) this.#places.fill(Number.NaN);
    this.tick = tick;
    this.#count = 0;
    this.#noted.restart();
    this.#put.restart();
    this.#row = (tick % this.#length) * this.#capacity;
  }

  /** Must be called for every entity of the match in every tick: an entity that is not put is forgotten. */
  put(entity: Entity, isInPlay: boolean): void {
    const slot = this.#put.slotOf(entity) ?? this.#allocate(entity);
    const at = this.#row + slot;
    this.#places[2 * at] = isInPlay ? entity.x : Number.NaN;
    this.#places[2 * at + 1] = entity.y;
    this.#angles[at] = entity.angle;
    this.#notes[at] = this.#pending[slot]!;
    this.#pending[slot] = NO_NOTE;
    this.#putAt[slot] = this.tick;
    this.#count++;
  }

  end(): void {
    if (this.#count < this.#slots.size) this.#sweep();
  }

  /**
   * @returns the path around a tick, without a pause or a leap: it begins at most `ticks` before that tick,
   * and ends with the newest tick; undefined when the entity was not in play at that tick, or the tick is not
   * kept
   */
  run(entity: Entity, tick: number, ticks: number): Path | undefined {
    const slot = this.#slots.get(entity);
    if (slot === undefined || tick > this.tick || tick <= this.tick - this.#length) return undefined;
    if (!this.#isInPlay(slot, tick)) return undefined;
    const oldest = Math.max(tick - ticks, this.tick - this.#length + 1, 0);
    let [from, to] = [tick, tick];
    while (from > oldest && this.#goesOn(slot, from - 1)) from--;
    while (to < this.tick && this.#goesOn(slot, to)) to++;
    const path = { from, x: [] as number[], y: [] as number[], angle: [] as number[], notes: [] as number[] };
    for (let one = from; one <= to; one++) {
      const at = this.#at(slot, one);
      path.x.push(this.#places[2 * at]!);
      path.y.push(this.#places[2 * at + 1]!);
      path.angle.push(this.#angles[at]!);
      path.notes.push(this.#notes[at]!);
    }
    return path;
  }

  /** @returns whether the entity moved from that tick to the next one without being placed */
  #goesOn(slot: number, tick: number): boolean {
    if (!this.#isInPlay(slot, tick) || !this.#isInPlay(slot, tick + 1)) return false;
    const [a, b] = [2 * this.#at(slot, tick), 2 * this.#at(slot, tick + 1)];
    const [dx, dy] = [this.#places[b]! - this.#places[a]!, this.#places[b + 1]! - this.#places[a + 1]!];
    return Math.abs(dx) <= this.#leap && Math.abs(dy) <= this.#leap;
  }

  #isInPlay = (slot: number, tick: number): boolean => !Number.isNaN(this.#places[2 * this.#at(slot, tick)]!);
  #at = (slot: number, tick: number): number => (tick % this.#length) * this.#capacity + slot;

  #allocate(entity: Entity): number {
    if (this.#slots.size === this.#capacity) this.#grow(2 * this.#capacity);
    const slot = this.#free.pop() ?? this.#slots.size;
    this.#slots.set(entity, slot);
    this.#pending[slot] = NO_NOTE;
    // The slot still has places of the entity that used it before.
    for (let row = 0; row < this.#length; row++) this.#places[2 * (row * this.#capacity + slot)] = Number.NaN;
    return slot;
  }

  #sweep(): void {
    this.#noted.clear();
    this.#put.clear();
    for (const [entity, slot] of this.#slots) {
      if (this.#putAt[slot] === this.tick) continue;
      this.#slots.delete(entity);
      this.#free.push(slot);
    }
  }

  #grow(capacity: number): void {
    const before = {
      capacity: this.#capacity,
      places: this.#places,
      angles: this.#angles,
      notes: this.#notes,
    };
    const rows = this.#length;
    this.#places = new Float32Array(2 * rows * capacity).fill(Number.NaN);
    this.#angles = new Uint16Array(rows * capacity);
    this.#notes = new Int16Array(rows * capacity);
    for (let row = 0; row < rows; row++) {
      const [from, to] = [row * before.capacity, row * capacity];
      this.#places.set(before.places.subarray(2 * from, 2 * (from + before.capacity)), 2 * to);
      this.#angles.set(before.angles.subarray(from, from + before.capacity), to);
      this.#notes.set(before.notes.subarray(from, from + before.capacity), to);
    }
    const pending = new Int16Array(capacity).fill(NO_NOTE);
    pending.set(this.#pending);
    this.#pending = pending;
    const putAt = new Int32Array(capacity).fill(-1);
    putAt.set(this.#putAt);
    this.#putAt = putAt;
    this.#capacity = capacity;
    this.#row = (Math.max(0, this.tick) % rows) * capacity;
  }
}
