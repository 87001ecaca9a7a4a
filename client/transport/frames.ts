/**
 * WebSocket frames (RFC 6455) as a client writes and reads them. Frames of the server are unfragmented and
 * unmasked.
 */

export const OPCODE = { binary: 2, close: 8, ping: 9, pong: 10 } as const;
const LAST = 0x80;
const MASKED = 0x80;
/**
 * Zero: a mask keeps scripts from choosing the bytes on the wire, and no proxy interprets the body of a
 * request.
 */
const NO_MASK = 4;

/** @param payload less than 64 KiB */
export function frameOf(opcode: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = payload;
  const head = (length < 126 ? 2 : 4) + NO_MASK;
  const frame = new Uint8Array(head + length);
  frame[0] = LAST | opcode;
  frame[1] = MASKED | (length < 126 ? length : 126);
  if (length >= 126) new DataView(frame.buffer).setUint16(2, length);
  frame.set(payload, head);
  return frame;
}

export interface Frame {
  readonly opcode: number;
  /** A copy: its buffer holds nothing else. */
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** Finds frames in a stream of byte chunks. */
export class FrameReader {
  #rest = new Uint8Array(0);

  *read(bytes: Uint8Array): Generator<Frame> {
    const all = this.#rest.length === 0 ? bytes : joined(this.#rest, bytes);
    let at = 0;
    for (;;) {
      const [head, length] = headOf(all.subarray(at));
      if (all.length < at + head + length) break;
      const payload = all.slice(at + head, at + head + length) as Uint8Array<ArrayBuffer>;
      const opcode = all[at]! & 0x0f;
      at += head + length;
      yield { opcode, payload };
    }
    this.#rest = all.slice(at) as Uint8Array<ArrayBuffer>;
  }
}

/** @returns lengths of the head and of the payload; infinity while the head is incomplete */
function headOf(bytes: Uint8Array): [head: number, length: number] {
  if (bytes.length < 2) return [2, Number.POSITIVE_INFINITY];
  const short = bytes[1]!;
  if (short < 126) return [2, short];
  const head = short === 126 ? 4 : 10;
  if (bytes.length < head) return [head, Number.POSITIVE_INFINITY];
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return [head, short === 126 ? view.getUint16(2) : Number(view.getBigUint64(2))];
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
