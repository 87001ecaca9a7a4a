/**
 * Puts a client's frame together.
 *
 *   frame    [code|TIMED][now u32][input u32]              a room with inputs; else [code]
 *            shared, changes, edits, bodies, private       see shared.ts and chunks.ts
 *   edits    ([255][map's refId] ([DELETE][index])* entry*)*
 *
 * A socket may keep a frame by reference until it is flushed, so no byte of it may change again. It is built in one
 * buffer that is reused and leaves as a copy of its exact size. (Cutting frames from large blocks was no faster when
 * measured, and a slow reader's waiting frames would hold whole blocks in memory.)
 */
import { Protocol, ProtocolModifier } from "@colyseus/core";
import { encode, OPERATION } from "@colyseus/schema";
import { HEADER_ROOM, headerSize, writeHeader } from "../net/wholeFrame.ts";
import { SWITCH } from "./chunks.ts";

/** First size of the buffer, bytes: a patch of a crowded view is some hundreds. */
const FIRST_SIZE = 8 * 1024;
/** More than any header or number takes on the wire, bytes. */
const NUMBER = 16;

export const FRAME = { state: Protocol.ROOM_STATE, patch: Protocol.ROOM_STATE_PATCH } as const;

export class FrameWriter {
  private bytes = Buffer.allocUnsafeSlow(FIRST_SIZE);
  private header = 0;
  private readonly it = { offset: 0 };

  /**
   * @param timed whether the client is sent a clock and its input number at all
   * @param now milliseconds since the room began
   * @param input number of the client's last input that the state contains
   */
  begin(code: number, timed: boolean, now: number, input: number): void {
    this.it.offset = HEADER_ROOM;
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

  /** Appends bytes from…to of a buffer that may be reused right afterwards. */
  copy(source: Uint8Array, from: number, to: number): void {
    this.reserve(to - from);
    const { bytes } = this;
    let at = this.it.offset;
    for (let i = from; i < to; i++) bytes[at++] = source[i]!;
    this.it.offset = at;
  }

  /** What follows belongs to the instance with this refId. */
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

  /** @returns the frame, for good */
  end(): Buffer {
    return this.cut(HEADER_ROOM);
  }

  /** @returns the frame with the header of a WebSocket message before it, for good */
  endWhole(): Buffer {
    const length = this.it.offset - HEADER_ROOM;
    writeHeader(this.bytes, HEADER_ROOM, length);
    return this.cut(HEADER_ROOM - headerSize(length));
  }

  private cut(from: number): Buffer {
    const frame = Buffer.allocUnsafe(this.it.offset - from);
    this.bytes.copy(frame, 0, from, this.it.offset);
    return frame;
  }

  private reserve(size: number): void {
    if (this.it.offset + size <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.it.offset + size) * 2);
    this.bytes.copy(larger, 0, 0, this.it.offset);
    this.bytes = larger;
  }
}
