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
/** Bytes that the loop copies at once. */
const STEP = 8;

export const memoryOf = (bytes: Buffer): Memory => ({ bytes, view: viewOf(bytes) });

export const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, length);

/** Copies the bytes from…to of `source`, which must not overlap. @param at where they go */
export function copyBytes(into: Memory, at: number, source: Memory, from: number, to: number): void {
  if (to - from > SHORT) source.bytes.copy(into.bytes, at, from, to);
  else copyShort(into.view, at, source.view, from, to);
}

export function copyShort(into: DataView, at: number, source: DataView, from: number, to: number): void {
  const shift = at - from;
  const last = to - STEP;
  if (last < from) {
    for (let i = from; i < to; i++) into.setUint8(i + shift, source.getUint8(i));
    return;
  }
  // Little-endian like the processor, so that no byte changes its place on the way. Compiled code makes no
  // object of such an integer.
  for (let i = from; i < last; i += STEP) into.setBigInt64(i + shift, source.getBigInt64(i, true), true);
  // The last bytes, some of them for the second time: cheaper than a loop over the rest.
  into.setBigInt64(last + shift, source.getBigInt64(last, true), true);
}
