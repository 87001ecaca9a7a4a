/**
 * The HTTP transport: carries the bytes of a WebSocket in plain requests, for networks that block WebSockets.
 * A client posts to paths below the address of the socket, /PROCESS/ROOM:
 *
 *   …/http/open   JSON, `OpenRequest`       → JSON, `OpenAnswer`: a connection, or a refusal
 *   …/http/down   [secret][from f64][how]   → [offset f64][bytes from this offset on]
 *   …/http/up     [secret][batch u32][acknowledged f64][bytes]   → [offset f64]: number of bytes written to the stream so far
 *
 * The bytes are WebSocket frames (RFC 6455) in both directions, without the handshake. Bytes to the client
 * are numbered by offset and bytes to the server by batch, so the receiver corrects repeated, late and
 * reordered data. The secret is in the body, because URLs are logged. All numbers are big-endian. No request
 * needs a CORS preflight.
 */

/** Bytes of the secret that names a connection. */
export const SECRET_BYTES = 16;
/** Most bytes in the body of a request. */
export const MOST_BODY = 4096;
/** Most unacknowledged bytes that the server keeps for a client; further bytes wait. */
export const WINDOW = 64 * 1024;
/** Most batches in flight. */
export const MOST_BATCHES = 8;
/** Most pending `down` requests. */
export const MOST_POLLS = 4;

/**
 * How an answer to `down` ends: it stays open (a stream), or ends with the first available bytes (a poll).
 */
export const DOWN = {
  stream: 0,
  poll: 1,
  /** A poll after a lost answer: the server sends all unacknowledged bytes again. */
  pollAgain: 2,
} as const;
export type Down = (typeof DOWN)[keyof typeof DOWN];

export interface OpenRequest {
  /** The query of the socket's URL. */
  query: string;
  /** Replaces the header of that name, which a page of another origin cannot send without a preflight. */
  authorization?: string;
}

export interface OpenAnswer {
  /** In hexadecimal digits. */
  secret: string;
}

export const DOWN_HEAD = SECRET_BYTES + 9;
export const UP_HEAD = SECRET_BYTES + 12;
/** Bytes of the offset in an answer. */
export const OFFSET_BYTES = 8;

export function writeDown(secret: Uint8Array, from: number, how: Down): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(DOWN_HEAD);
  bytes.set(secret);
  const view = new DataView(bytes.buffer);
  view.setFloat64(SECRET_BYTES, from);
  view.setUint8(SECRET_BYTES + 8, how);
  return bytes;
}

/** @returns undefined when it is none */
export function readDown(bytes: Uint8Array): { from: number; how: Down } | undefined {
  if (bytes.length !== DOWN_HEAD) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const from = view.getFloat64(SECRET_BYTES);
  const how = view.getUint8(SECRET_BYTES + 8);
  if (!isOffset(from) || how > DOWN.pollAgain) return undefined;
  return { from, how: how as Down };
}

/** @param frames together at most MOST_BODY - UP_HEAD bytes */
export function writeUp(
  secret: Uint8Array,
  batch: number,
  acknowledged: number,
  frames: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(frames.reduce((sum, { length }) => sum + length, UP_HEAD));
  bytes.set(secret);
  const view = new DataView(bytes.buffer);
  view.setUint32(SECRET_BYTES, batch);
  view.setFloat64(SECRET_BYTES + 4, acknowledged);
  let at = UP_HEAD;
  for (const frame of frames) {
    bytes.set(frame, at);
    at += frame.length;
  }
  return bytes;
}

/** @returns undefined when it is none */
export function readUp<Bytes extends Uint8Array>(
  bytes: Bytes,
): { batch: number; acknowledged: number; frames: Bytes } | undefined {
  if (bytes.length < UP_HEAD) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const acknowledged = view.getFloat64(SECRET_BYTES + 4);
  if (!isOffset(acknowledged)) return undefined;
  const batch = view.getUint32(SECRET_BYTES);
  return { batch, acknowledged, frames: bytes.subarray(UP_HEAD) as Bytes };
}

export function writeOffset(offset: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(OFFSET_BYTES);
  new DataView(bytes.buffer).setFloat64(0, offset);
  return bytes;
}

/** @param bytes at least OFFSET_BYTES of them */
export const readOffset = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0);

const isOffset = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
