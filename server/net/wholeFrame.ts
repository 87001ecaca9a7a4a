/**
 * Binary WebSocket messages that carry their header with them, so that a patch is one buffer and one write. (`ws` writes
 * header and payload apart; for a thousand clients thirty times a second that is a sixth of the server's time.)
 *
 *   [0x82][length]                   payloads under 126 bytes
 *   [0x82][126][length u16]          under 64 KiB
 *   [0x82][127][length u64]          larger; all big-endian
 */
import type { Socket } from "node:net";
import type { Client } from "@colyseus/core";
import type { WebSocket } from "ws";

/** Most bytes a header takes. */
export const HEADER_ROOM = 10;
/** A whole message of binary data. */
const BINARY = 0x82;

/** @returns bytes the header of a payload of this length takes */
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

/** Bytes that may wait for a client here before it is left out, bytes: a second of patches. */
const BEHIND = 16 * 1024;

type WithSocket = WebSocket & { _socket: Socket | null };

/** How a client keeps up: it can be sent patches, or nothing for now, or, with nothing left waiting, a state anew. */
export type Pace = "behind" | "clear" | "keeping";

export function paceOf(client: Client): Pace {
  const waiting = (client.ref as unknown as WithSocket)._socket?.writableLength ?? 0;
  return waiting === 0 ? "clear" : waiting > BEHIND ? "behind" : "keeping";
}

/**
 * Sends a message, header included, in turn with whatever is sent through the framework.
 * @returns whether `whole` is kept by reference until the socket has taken it: it must not change before
 */
export function sendWhole(client: Client, whole: Buffer): boolean {
  const ws = client.ref as unknown as WebSocket & { _socket: Socket };
  if (ws.readyState !== ws.OPEN) return false;
  const socket = ws._socket;
  // Nothing is compressed here, so `ws` never holds messages back that this one could overtake. Behind others that
  // wait, a copy of its own: a slow reader must not keep what everybody's patches are in.
  if (socket.writableLength > 0) {
    socket.write(Buffer.from(whole));
    return false;
  }
  socket.write(whole);
  return socket.writableLength > 0;
}
