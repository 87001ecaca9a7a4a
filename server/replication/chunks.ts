/**
 * Encodes entities, each once, into one buffer that grows and is reused; clients' frames are copied together
 * from it.
 *
 *   change    [255][refId] ([op|field][value])*              fields that changed, tagged ones left out
 *   entry     [ADD][index][key][refId]                       an entry of a map; belongs behind [255][map's refId]
 *   body      [255][refId] ([ADD|field][value])*             all fields, tagged ones left out; see encodedRows.ts
 *   private   [255][refId] ([op|field][refId of child])*     tagged fields, for the owner
 *             ([255][refId of child] ([op|field][value])*)*
 */
import {
  $changes,
  $refId,
  type ChangeTree,
  type Encoder,
  encode,
  OPERATION,
  type Schema,
} from "@colyseus/schema";
import { copyShort, type Memory, viewOf } from "./copyBytes.ts";
import type { Row } from "./entities.ts";

/** First size of the buffer, bytes: a few thousand changes of 10 bytes. */
const FIRST_SIZE = 64 * 1024;

/** Opcode: the following bytes belong to the instance with this refId. */
export const SWITCH = 255;

export class Chunks implements Memory {
  bytes = Buffer.alloc(FIRST_SIZE);
  view = viewOf(this.bytes);
  private readonly encoder: Encoder;
  /** Position of the next byte. */
  readonly it = { offset: 0 };
  /** See `begin`. */
  generation = 0;
  /** The instance being written, and whether its tagged or its other fields are written. */
  private tree: ChangeTree | undefined;
  private tagged = false;
  /** Fields before it are left out. */
  private firstField = 0;

  constructor(encoder: Encoder) {
    this.encoder = encoder;
  }

  get end(): number {
    return this.it.offset;
  }

  /** Drops all chunks. @returns the generation that marks the next chunks as valid */
  begin(): number {
    this.it.offset = 0;
    return ++this.generation;
  }

  /** Makes room for this many more bytes. */
  reserve(size: number): void {
    if (this.end + size <= this.bytes.length) return;
    const larger = Buffer.alloc((this.end + size) * 2);
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = viewOf(larger);
  }

  /** The following bytes belong to the instance with this refId. */
  switchTo(refId: number): void {
    this.bytes[this.it.offset++] = SWITCH;
    encode.number(this.bytes, refId, this.it);
  }

  /** Appends a short chunk from other memory. */
  append(source: DataView, from: number, to: number): void {
    this.reserve(to - from);
    copyShort(this.view, this.end, source, from, to);
    this.it.offset += to - from;
  }

  /**
   * Encodes everything about a row but the fields that its wire writes, which may follow.
   * @returns where the body starts, behind the entry; it ends at `end`
   */
  withoutWire(row: Row): number {
    const start = this.end;
    const { tree } = row.kind;
    const { encoder } = tree.encDescriptor;
    let body: number;
    this.firstField = row.wire?.tracked ?? 0;
    do {
      encoder(this.encoder, this.bytes, tree, row.index, OPERATION.ADD, this.it, false, false);
      body = this.end;
      this.switchTo(row.entity[$refId]!);
      this.fields(row.tree, false, true, false);
    } while (!this.fits(start));
    this.firstField = 0;
    return body;
  }

  /**
   * Encodes the fields that only the owner may see; the chunk ends at `end`.
   * @param full all of them instead of those that changed
   * @returns where the chunk starts
   */
  ownerOnly(row: Row, full: boolean): number {
    const start = this.end;
    const { tree, tagged } = row;
    const entity: object = row.entity;
    const fields = entity as { readonly [field: string]: Schema | undefined };
    const replaced = (tree.dirtyLow & tagged.low) !== 0 || (tree.dirtyHigh & tagged.high) !== 0;
    do {
      if (full || replaced) this.fields(tree, true, full);
      for (const name of tagged.names) {
        const child = fields[name];
        const inside = child?.[$changes];
        if (inside !== undefined) this.fields(inside, false, full);
      }
    } while (!this.fits(start));
    return start;
  }

  /**
   * Encodes an instance without its tagged fields: all of them, or those that changed.
   * @param head false omits the switch to it
   */
  plain(tree: ChangeTree, full: boolean, head: boolean): void {
    const start = this.end;
    do this.fields(tree, false, full, head);
    while (!this.fits(start));
  }

  /** Writes one field of the current instance, if it is of the wanted kind. */
  write(field: number, op: OPERATION): void {
    const tree = this.tree!;
    const { encoder, tags } = tree.encDescriptor;
    // Negative: a change of a whole collection, which is one byte.
    if (field < 0) this.bytes[this.it.offset++] = -field;
    else if (field < this.firstField || (tags[field] !== undefined) !== this.tagged) return;
    else encoder(this.encoder, this.bytes, tree, field, op, this.it, false, false);
  }

  private fields(tree: ChangeTree, tagged: boolean, full: boolean, head = true): void {
    const start = this.end;
    this.tree = tree;
    this.tagged = tagged;
    if (head) {
      this.bytes[this.it.offset++] = SWITCH;
      encode.number(this.bytes, tree.ref[$refId], this.it);
    }
    const body = this.end;
    if (full) tree.forEachLiveWithCtx<Chunks>(this, tagged ? writeAgain : writeLive);
    else tree.forEachWithCtx<Chunks>(this, writeChange);
    if (this.end === body) this.it.offset = start;
  }

  /**
   * @returns whether the bytes since `start` fitted; if not, there is room now, and they must be written
   * again
   */
  private fits(start: number): boolean {
    if (this.end <= this.bytes.length) return true;
    const larger = Buffer.alloc(this.end * 2);
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = viewOf(larger);
    this.it.offset = start;
    return false;
  }
}

const writeLive = (chunks: Chunks, field: number): void => chunks.write(field, OPERATION.ADD);
/** A returning client may still hold a replaced instance: DELETE_AND_ADD makes its decoder release it. */
const writeAgain = (chunks: Chunks, field: number): void => chunks.write(field, OPERATION.DELETE_AND_ADD);
const writeChange = (chunks: Chunks, field: number, op: OPERATION): void => chunks.write(field, op);
