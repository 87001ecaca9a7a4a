/**
 * The HTTP transport: the bytes of a WebSocket, carried by plain requests where a network lets no WebSocket through. To the
 * address of the socket, /PROCESS/ROOM, a client posts
 *
 *   …/http/open   JSON, `OpenRequest`       → JSON, `OpenAnswer`: a connection, or a refusal
 *   …/http/down   [secret][from f64][how]   → [offset f64][bytes from there on]
 *   …/http/up     [secret][batch u32][acknowledged f64][bytes]   → [offset f64]: what has been written to the stream so far
 *
 * The bytes are WebSocket frames (RFC 6455) in both directions, without the handshake. Those to the client are numbered by
 * offset, those to the server by batch, so that whatever comes twice, late or in another order is put right. The secret is in
 * the body, because addresses are logged. All numbers are big-endian. Nothing needs a preflight (CORS) from another origin.
 */

/** Bytes of the secret that names a connection. */
export const SECRET_BYTES = 16;
/** Most bytes in the body of a request. */
export const MOST_BODY = 4096;
/** The server keeps at most so many bytes for a client that has not acknowledged them; the rest waits. */
export const WINDOW = 64 * 1024;
/** Batches that may be on the way at the same time. */
export const MOST_BATCHES = 8;
/** Requests for what comes down that may wait at the same time. */
export const MOST_POLLS = 4;

/** How an answer to `down` ends: never, or with the first bytes there are. */
export const DOWN = {
  stream: 0,
  poll: 1,
  /** A poll of a client that lost the answer to another: it is sent again what it has not acknowledged. */
  pollAgain: 2,
} as const;
export type Down = (typeof DOWN)[keyof typeof DOWN];

export interface OpenRequest {
  /** The query of the socket's address. */
  query: string;
  /** As the header of that name: a page of another origin could not send it without a preflight. */
  authorization?: string;
}

export interface OpenAnswer {
  /** In hexadecimal digits. */
  secret: string;
}

export const DOWN_HEAD = SECRET_BYTES + 9;
export const UP_HEAD = SECRET_BYTES + 12;
/** Of an answer. */
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
