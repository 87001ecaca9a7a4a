/**
 * Copies short pieces of bytes. A patch is put together from a dozen pieces of some ten bytes each: a call of
 * `Buffer.copy` takes as long as hundreds of bytes here, and a loop over single bytes ten times as long as
 * this one.
 */

/** Bytes, as a buffer and as a view of the same memory. */
export interface Memory {
  readonly bytes: Buffer;
  readonly view: DataView;
}

/** Up to this length the loop is faster than the call. */
const SHORT = 192;

export const memoryOf = (bytes: Buffer): Memory => ({ bytes, view: viewOf(bytes) });

export const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, length);

/** Copies the bytes from…to of `source`, which must not overlap. @param at where they go */
export function copyBytes(into: Memory, at: number, source: Memory, from: number, to: number): void {
  if (to - from > SHORT) source.bytes.copy(into.bytes, at, from, to);
  else copyShort(into.view, at, source.view, from, to);
}

export function copyShort(into: DataView, at: number, source: DataView, from: number, to: number): void {
  let by = from;
  // Little-endian like the processor, so that no byte changes its place on the way.
  for (; by + 4 <= to; by += 4, at += 4) into.setInt32(at, source.getInt32(by, true), true);
  for (; by < to; by++, at++) into.setUint8(at, source.getUint8(by));
}
