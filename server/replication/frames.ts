/**
 * Composes a client's frame.
 *
 *   frame    [code|TIMED][now u32][input u32]              a room with inputs; else [code]
 *            shared, changes, edits, bodies, private       see sharedState.ts and chunks.ts
 *   edits    ([255][map's refId] ([DELETE][index])* entry*)*
 *
 * A socket may reference a patch until it is flushed, so no byte of it may change before. Usually it is
 * flushed at once: the patches of a tick are written one behind the other into a slab, which is reused when
 * no socket references it, and left to the sockets that do. (As garbage, patches would make the collector
 * stop the room for longer than a tick, twice a second with a thousand players.)
 */
import { Protocol, ProtocolModifier } from "@colyseus/core";
import { $refId, encode, OPERATION } from "@colyseus/schema";
import { HEADER_ROOM, headerSize, writeHeader } from "../net/rawFrames.ts";
import { type Chunks, SWITCH } from "./chunks.ts";
import type { Entities, EntityKind, Row } from "./entities.ts";
import type { InterestChanges } from "./interestSet.ts";

/** First size of the slab, bytes: a patch of a crowded view has some hundreds. */
const FIRST_SIZE = 64 * 1024;
/** Larger than any header or number on the wire, bytes. */
const NUMBER = 16;
/** Up to this length a loop copies faster than a call, bytes. */
const LOOP = 40;

export const FRAME = { state: Protocol.ROOM_STATE, patch: Protocol.ROOM_STATE_PATCH } as const;

export class FrameWriter {
  private bytes = Buffer.allocUnsafeSlow(FIRST_SIZE);
  /**
   * Where the present frame starts, behind room for the header of its message, and where its contents start.
   */
  private start = 0;
  private header = 0;
  private readonly it = { offset: 0 };

  /**
   * @param timed whether the client gets a clock and its input number
   * @param now milliseconds since the room was created
   * @param input number of the client's last input that the state contains
   */
  begin(code: number, timed: boolean, now: number, input: number): void {
    this.reserve(HEADER_ROOM + NUMBER);
    this.it.offset += HEADER_ROOM;
    this.start = this.it.offset;
    this.bytes[this.it.offset++] = timed ? code | ProtocolModifier.TIMED : code;
    if (timed) {
      encode.uint32(this.bytes, now >>> 0, this.it);
      encode.uint32(this.bytes, input >>> 0, this.it);
    }
    this.header = this.it.offset;
  }

  get isEmpty(): boolean {
    return this.it.offset === this.header;
  }

  /** Appends the bytes from…to of a buffer that may be reused right afterwards. */
  copy(source: Buffer, from: number, to: number): void {
    this.reserve(to - from);
    const { bytes } = this;
    let at = this.it.offset;
    this.it.offset += to - from;
    if (to - from > LOOP) source.copy(bytes, at, from, to);
    else for (let i = from; i < to; i++) bytes[at++] = source[i]!;
  }

  /** The following bytes belong to the instance with this refId. */
  switchTo(refId: number): void {
    this.reserve(NUMBER);
    this.bytes[this.it.offset++] = SWITCH;
    encode.number(this.bytes, refId, this.it);
  }

  /** An entry of the current map is gone. */
  remove(index: number): void {
    this.reserve(NUMBER);
    this.bytes[this.it.offset++] = OPERATION.DELETE;
    encode.number(this.bytes, index, this.it);
  }

  /** @returns a copy of the frame */
  end(): Buffer {
    const frame = Buffer.from(this.bytes.subarray(this.start, this.it.offset));
    this.drop();
    return frame;
  }

  /** @returns the frame behind the header of a WebSocket message; valid until `clear` */
  endWhole(): Buffer {
    const length = this.it.offset - this.start;
    writeHeader(this.bytes, this.start, length);
    return this.bytes.subarray(this.start - headerSize(length), this.it.offset);
  }

  /** Drops the present frame. */
  drop(): void {
    this.it.offset = this.start - HEADER_ROOM;
  }

  /** Starts a new slab. @param kept whether a socket still references frames in the present one */
  clear(kept: boolean): void {
    if (kept) this.bytes = Buffer.allocUnsafeSlow(this.bytes.length);
    this.it.offset = 0;
  }

  /** A full slab keeps its frames; the present one moves to a larger slab. */
  private reserve(size: number): void {
    if (this.it.offset + size <= this.bytes.length) return;
    const from = Math.min(this.it.offset, Math.max(0, this.start - HEADER_ROOM));
    const larger = Buffer.allocUnsafeSlow((this.bytes.length + size) * 2);
    this.bytes.copy(larger, 0, from, this.it.offset);
    this.bytes = larger;
    this.it.offset -= from;
    this.start -= from;
    this.header -= from;
  }
}

/** Appends the changes of entities that the client saw before and still sees. */
export function writeChanges(frame: FrameWriter, chunks: Chunks, { changes }: InterestChanges): void {
  const { ends, count } = changes;
  for (let i = 0; i < count; i += 2) frame.copy(chunks.bytes, ends[i]!, ends[i + 1]!);
}

/** Appends entities that left and entered: the edits of each map, then all fields of those that entered. */
export function writeEdits(
  frame: FrameWriter,
  chunks: Chunks,
  { kinds, bySlot }: Entities,
  { entered, left }: InterestChanges,
): void {
  if (left.count === 0 && entered.count === 0) return;
  let open: EntityKind | undefined;
  for (const kind of kinds) {
    // Removals first: an index may pass from an entity that leaves to one that enters.
    for (let i = 0; i < left.count; i++) {
      const row = bySlot[left.slots[i]!]!;
      if (row.kind !== kind) continue;
      if (open !== kind) frame.switchTo(kind.map[$refId]!);
      open = kind;
      frame.remove(row.index);
    }
    for (let i = 0; i < entered.count; i++) {
      const row = bySlot[entered.slots[i]!]!;
      if (row.kind !== kind) continue;
      if (open !== kind) frame.switchTo(kind.map[$refId]!);
      open = kind;
      if (row.wire !== undefined && row.lasting === undefined) row.wire.show(row);
      chunks.everything(row);
      frame.copy(chunks.bytes, row.entry, row.body);
    }
  }
  for (let i = 0; i < entered.count; i++) {
    const row = bySlot[entered.slots[i]!]!;
    frame.copy(chunks.bytes, row.body, row.end);
  }
}

/** Appends the fields that only the owner may see. @param full all of them instead of those that changed */
export function writeOwn(frame: FrameWriter, chunks: Chunks, own: Row, full: boolean): void {
  const from = chunks.end;
  if (own.wire !== undefined) own.wire.writeOwn(own, chunks, full);
  else chunks.ownerOnly(own, full);
  frame.copy(chunks.bytes, from, chunks.end);
}
