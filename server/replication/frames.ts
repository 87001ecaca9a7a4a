/**
 * Composes a client's frame.
 *
 *   frame    [code|TIMED][now u32][input u32]              a room with inputs; else [code]
 *            shared, changes, edits, bodies, private       see sharedState.ts and chunks.ts
 *   edits    ([255][map's refId] ([DELETE][index])* entry*)*
 *
 * A socket may reference a patch until it is flushed, so no byte of it may change before. Usually it is
 * flushed at once: the patches of a tick are written one behind the other into a slab, which is reused when
 * no socket references it, and left to the sockets that do. A patch whose sink has space for it is composed
 * there. (As garbage, patches would make the collector stop the room for longer than a tick, twice a second
 * with a thousand players.)
 */
import { Protocol, ProtocolModifier } from "@colyseus/core";
import { $refId, encode, OPERATION } from "@colyseus/schema";
import type { WriteSpace } from "../framework/remoteSocket.ts";
import { HEADER_ROOM, headerSize, writeHeader } from "../net/rawFrames.ts";
import { type Chunks, SWITCH } from "./chunks.ts";
import { copyBytes, type Memory, memoryOf } from "./copyBytes.ts";
import type { EncodedRows } from "./encodedRows.ts";
import type { Entities, Row } from "./entities.ts";
import type { InterestChanges } from "./interestSet.ts";
import type { PatchSink } from "./viewers.ts";

/** First size of the slab, bytes: a patch of a crowded view has some hundreds. */
const FIRST_SIZE = 64 * 1024;
/** Larger than any header or number on the wire, bytes. */
const NUMBER = 16;
export const FRAME = { state: Protocol.ROOM_STATE, patch: Protocol.ROOM_STATE_PATCH } as const;

export class FrameWriter {
  private slab = memoryOf(Buffer.allocUnsafeSlow(FIRST_SIZE));
  /** End of the frames in the slab. */
  private used = 0;
  /** Where the present frame is composed, up to `limit`: the slab, or the space of a sink. */
  private memory: Memory = this.slab;
  private limit = FIRST_SIZE;
  /**
   * Where the present frame starts, behind room for the header of its message, and where its contents start.
   */
  private start = 0;
  private header = 0;
  private readonly it = { offset: 0 };
  private isReserved = false;

  /**
   * @param timed whether the client gets a clock and its input number
   * @param now milliseconds since the room was created
   * @param input number of the client's last input that the state contains
   * @param space of its sink
   */
  begin(code: number, timed: boolean, now: number, input: number, space?: WriteSpace): void {
    this.isReserved = space !== undefined;
    this.memory = space ?? this.slab;
    this.limit = space?.to ?? this.slab.bytes.length;
    this.it.offset = space?.from ?? this.used;
    this.start = this.header = this.it.offset + HEADER_ROOM;
    this.reserve(HEADER_ROOM + NUMBER);
    this.it.offset = this.start;
    const { bytes } = this.memory;
    bytes[this.it.offset++] = timed ? code | ProtocolModifier.TIMED : code;
    if (timed) {
      encode.uint32(bytes, now >>> 0, this.it);
      encode.uint32(bytes, input >>> 0, this.it);
    }
    this.header = this.it.offset;
  }

  get isEmpty(): boolean {
    return this.it.offset === this.header;
  }

  /** Appends the bytes from…to of memory that may be reused right afterwards. */
  copy(source: Memory, from: number, to: number): void {
    this.reserve(to - from);
    copyBytes(this.memory, this.it.offset, source, from, to);
    this.it.offset += to - from;
  }

  /** The following bytes belong to the instance with this refId. */
  switchTo(refId: number): void {
    this.reserve(NUMBER);
    this.memory.bytes[this.it.offset++] = SWITCH;
    encode.number(this.memory.bytes, refId, this.it);
  }

  /** An entry of the current map is gone. */
  remove(index: number): void {
    this.reserve(NUMBER);
    this.memory.bytes[this.it.offset++] = OPERATION.DELETE;
    encode.number(this.memory.bytes, index, this.it);
  }

  /** @returns a copy of the frame */
  end(): Buffer {
    return Buffer.from(this.memory.bytes.subarray(this.start, this.it.offset));
  }

  /**
   * Puts the frame behind the header of a WebSocket message.
   * @param sink the owner of the space, if there is one: it sends the frame if that is still there
   * @returns the frame, valid until `clear`, unless it was sent
   */
  endWhole(sink: PatchSink): Buffer | undefined {
    const { it, start } = this;
    const { bytes } = this.memory;
    const length = it.offset - start;
    writeHeader(bytes, start, length);
    const from = start - headerSize(length);
    if (this.isReserved) {
      sink.commit!(from, it.offset);
      return undefined;
    }
    this.used = it.offset;
    return bytes.subarray(from, it.offset);
  }

  /** Length of the present frame with the header of its message, bytes. */
  get length(): number {
    const length = this.it.offset - this.start;
    return headerSize(length) + length;
  }

  /** Starts a new slab. @param kept whether a socket still references frames in the present one */
  clear(kept: boolean): void {
    if (kept) this.slab = memoryOf(Buffer.allocUnsafeSlow(this.slab.bytes.length));
    this.used = 0;
  }

  private reserve(size: number): void {
    if (this.it.offset + size > this.limit) this.move(size);
  }

  /**
   * The present frame moves to the slab, or to a larger one, which leaves the other frames in the full slab.
   */
  private move(size: number): void {
    const from = this.start - HEADER_ROOM;
    const length = this.it.offset - from;
    const { bytes } = this.memory;
    const present = this.slab.bytes.length;
    if (!this.isReserved || this.used + length + size > present) {
      this.slab = memoryOf(Buffer.allocUnsafeSlow((present + length + size) * 2));
      this.used = 0;
    }
    bytes.copy(this.slab.bytes, this.used, from, this.it.offset);
    const by = this.used - from;
    this.isReserved = false;
    this.memory = this.slab;
    this.limit = this.slab.bytes.length;
    this.it.offset += by;
    this.start += by;
    this.header += by;
  }
}

/** Appends the changes of entities that the client saw before and still sees. */
export function writeChanges(frame: FrameWriter, chunks: Chunks, { changes }: InterestChanges): void {
  const { ends, count } = changes;
  for (let i = 0; i < count; i += 2) frame.copy(chunks, ends[i]!, ends[i + 1]!);
}

/** Appends entities that left and entered: the edits of each map, then all fields of those that entered. */
export function writeEdits(
  frame: FrameWriter,
  encoded: EncodedRows,
  { kinds, bySlot }: Entities,
  { entered, left }: InterestChanges,
): void {
  if (left.count === 0 && entered.count === 0) return;
  // Mostly there are bolts alone.
  let present = 0;
  for (let i = 0; i < left.count; i++) present |= encoded.kindOf(left.slots[i]!);
  for (let i = 0; i < entered.count; i++) {
    const slot = entered.slots[i]!;
    present |= encoded.kindOf(slot);
    if (!encoded.has(slot)) encoded.encode(bySlot[slot]!);
  }
  for (const { bit, map } of kinds) {
    if ((present & bit) === 0) continue;
    frame.switchTo(map[$refId]!);
    // Removals first: an index may pass from an entity that leaves to one that enters.
    for (let i = 0; i < left.count; i++) {
      const slot = left.slots[i]!;
      if (encoded.kindOf(slot) === bit) frame.remove(encoded.indexOf(slot));
    }
    for (let i = 0; i < entered.count; i++) {
      const slot = entered.slots[i]!;
      if (encoded.kindOf(slot) === bit)
        frame.copy(encoded.memoryOf(slot), encoded.entryOf(slot), encoded.bodyOf(slot));
    }
  }
  for (let i = 0; i < entered.count; i++) {
    const slot = entered.slots[i]!;
    frame.copy(encoded.memoryOf(slot), encoded.bodyOf(slot), encoded.endOf(slot));
  }
}

/** Appends the fields that only the owner may see. @param full all of them instead of those that changed */
export function writeOwn(frame: FrameWriter, chunks: Chunks, own: Row, full: boolean): void {
  const from = chunks.end;
  if (own.wire !== undefined) own.wire.writeOwn(own, chunks, full);
  else chunks.ownerOnly(own, full);
  frame.copy(chunks, from, chunks.end);
}
