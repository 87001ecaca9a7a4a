/**
 * The bytes that tell a client a whole row, once the row enters its interest set. They are found through flat
 * memory, because patches ask for them thousands of times a tick, and rows are spread over the heap.
 *
 *   entry   in its map                    }  kept while they do not change, if they are short: a client that
 *   body    fields that hardly change     }  moves sees a few bolts or ships for the first time in each tick
 *           fields that its wire writes      encoded once a generation
 */
import type { Chunks } from "./chunks.ts";
import { copyShort, type Memory, memoryOf } from "./copyBytes.ts";
import type { Row } from "./entities.ts";

/** First number of slots. */
const FIRST = 256;
/** Most bytes that are kept of a row: a bolt has some 50. */
const KEPT = 64;

/** Numbers of a slot. */
const STRIDE = 8;
/** Bit of its kind, and its index in its map. */
const KIND = 0;
const INDEX = 1;
/** Generation whose chunks have all of it. */
const FULL = 2;
/** In the place of a generation: the kept bytes are all of it. */
const IS_KEPT = -1;
/** Where its entry and its body start, and where that ends: in the chunks, or in the kept bytes. */
const ENTRY = 3;
const BODY = 4;
const END = 5;
/** Number of its kept bytes; 0: they must be encoded. */
const LENGTH = 6;
/** Generation in which a change was found. */
const CHANGED = 7;

export class EncodedRows {
  readonly #chunks: Chunks;
  #facts = new Int32Array(STRIDE * FIRST);
  #kept = memoryOf(Buffer.alloc(KEPT * FIRST));

  constructor(chunks: Chunks) {
    this.#chunks = chunks;
  }

  /** A row has this slot from now on. */
  add({ slot, kind, index }: Row): void {
    if (STRIDE * slot >= this.#facts.length) this.#grow(slot * 2);
    this.#facts[STRIDE * slot + KIND] = kind.bit;
    this.#facts[STRIDE * slot + INDEX] = index;
    this.#facts[STRIDE * slot + CHANGED] = 0;
    this.drop(slot);
  }

  /** The row has changed since the previous generation. */
  noteChange(slot: number): void {
    this.#facts[STRIDE * slot + CHANGED] = this.#chunks.generation;
  }

  hasChanged(slot: number): boolean {
    return this.#facts[STRIDE * slot + CHANGED] === this.#chunks.generation;
  }

  /** Fields were set that are kept. */
  drop(slot: number): void {
    this.#facts[STRIDE * slot + FULL] = this.#facts[STRIDE * slot + LENGTH] = 0;
  }

  kindOf(slot: number): number {
    return this.#facts[STRIDE * slot + KIND]!;
  }

  indexOf(slot: number): number {
    return this.#facts[STRIDE * slot + INDEX]!;
  }

  /** Whether the places below are valid in this generation. */
  has(slot: number): boolean {
    const full = this.#facts[STRIDE * slot + FULL]!;
    return full === IS_KEPT || full === this.#chunks.generation;
  }

  encode(row: Row): void {
    const chunks = this.#chunks;
    const at = STRIDE * row.slot;
    const entry = chunks.end;
    const body = this.#writeKept(row, at);
    if (row.wire === undefined && this.#facts[at + LENGTH]! > 0) {
      const kept = KEPT * row.slot;
      this.#note(at, IS_KEPT, kept, kept + body - entry, kept + this.#facts[at + LENGTH]!);
      return;
    }
    row.wire?.writeAll(row, chunks);
    this.#note(at, chunks.generation, entry, body, chunks.end);
  }

  /** The memory of the following places. */
  memoryOf(slot: number): Memory {
    return this.#facts[STRIDE * slot + FULL] === IS_KEPT ? this.#kept : this.#chunks;
  }

  entryOf(slot: number): number {
    return this.#facts[STRIDE * slot + ENTRY]!;
  }

  bodyOf(slot: number): number {
    return this.#facts[STRIDE * slot + BODY]!;
  }

  endOf(slot: number): number {
    return this.#facts[STRIDE * slot + END]!;
  }

  /** Appends what is kept of a row to the chunks. @returns where its body starts */
  #writeKept(row: Row, at: number): number {
    const [chunks, facts] = [this.#chunks, this.#facts];
    const [entry, kept] = [chunks.end, KEPT * row.slot];
    const length = facts[at + LENGTH]!;
    if (length > 0) {
      chunks.append(this.#kept.view, kept, kept + length);
      return entry + facts[at + BODY]! - facts[at + ENTRY]!;
    }
    const body = chunks.withoutWire(row);
    if (chunks.end - entry <= KEPT) {
      copyShort(this.#kept.view, kept, chunks.view, entry, chunks.end);
      facts[at + LENGTH] = chunks.end - entry;
    }
    return body;
  }

  #note(at: number, full: number, entry: number, body: number, end: number): void {
    const facts = this.#facts;
    facts[at + FULL] = full;
    facts[at + ENTRY] = entry;
    facts[at + BODY] = body;
    facts[at + END] = end;
  }

  #grow(slots: number): void {
    const facts = new Int32Array(STRIDE * slots);
    facts.set(this.#facts);
    this.#facts = facts;
    const bytes = Buffer.alloc(KEPT * slots);
    bytes.set(this.#kept.bytes);
    this.#kept = memoryOf(bytes);
  }
}
