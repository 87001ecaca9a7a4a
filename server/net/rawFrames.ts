/**
 * Binary WebSocket messages that contain their own header, so that a patch is one buffer and one write. (`ws`
 * writes header and payload separately, which for a thousand clients thirty times a second is a sixth of the
 * server's time.)
 *
 *   [0x82][length]                   payloads under 126 bytes
 *   [0x82][126][length u16]          under 64 KiB
 *   [0x82][127][length u64]          larger; all big-endian
 */

/** Largest size of a header, bytes. */
export const HEADER_ROOM = 10;
/** First byte of an unfragmented binary message. */
const BINARY = 0x82;
const PING = 0x89;

/** @returns size of the header for a payload of this length, bytes */
export const headerSize = (length: number): number => (length < 126 ? 2 : length < 0x10000 ? 4 : 10);

/** Writes the header of a payload of this length so that it ends at `end`. */
export function writeHeader(bytes: Buffer, end: number, length: number): void {
  const at = end - headerSize(length);
  bytes[at] = BINARY;
  if (length < 126) bytes[at + 1] = length;
  else if (length < 0x10000) {
    bytes[at + 1] = 126;
    bytes.writeUInt16BE(length, at + 2);
  } else {
    bytes[at + 1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), at + 2);
  }
}

/** @returns a complete ping frame. @param payload at most 125 bytes */
export const pingOf = (payload: Uint8Array): Buffer => Buffer.from([PING, payload.length, ...payload]);
