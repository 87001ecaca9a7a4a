/**
 * Takes usual frames straight off a socket. What a player sends thirty times a second is one short, whole, masked, binary
 * frame, and now and then a pong; after a pause of either side several come at once. All sockets are read into one buffer
 * that is used again, and such frames are taken right there; they never see a stream or a parser, which together cost more
 * than the ship's whole step. From the first that is anything else on — fragments, other control frames, long ones, cut
 * ones, errors — what was read is copied and goes the usual way through `ws`.
 *
 *   [0x82 a message | 0x8a a pong][0x80 | length][mask, 4 bytes][payload]
 */
import type { WebSocket } from "ws";
import { readInto } from "../framework/nodeHandle.ts";
import { betweenMessages, tcpOf } from "../framework/wsSocket.ts";

const WHOLE_BINARY = 0x82;
const WHOLE_PONG = 0x8a;
const MASKED = 0x80;
/** Longest payload whose length stands in the second byte. */
const SHORT = 125;
const HEADER = 6;

/** What is read at once, bytes; as much as Node reads. */
const READ = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Takes what is in a usual frame, unmasked, at from…to of a buffer that is used again after the call.
 * @returns false to let it, and all behind it, go the usual way
 */
type Take = (bytes: Uint8Array, from: number, to: number) => boolean;

export interface FastPathHandlers {
  message: Take;
  /** The answer to a ping. */
  pong: Take;
}

/** To be called once for a connection. */
export function receiveFast(ws: WebSocket, on: FastPathHandlers): void {
  const [socket, isBetweenMessages] = [tcpOf(ws), betweenMessages(ws)];
  if (socket === undefined || isBetweenMessages === undefined) return;
  // Nothing comes to the receiver but what was left of a read: until then it is where it was.
  let isBetween = false;
  const take = (bytes: Buffer, from: number, to: number): number => {
    isBetween ||= isBetweenMessages();
    const taken = isBetween ? takeUsual(bytes, from, to, on) - from : 0;
    isBetween &&= taken === to - from;
    return taken;
  };
  if ("isRemote" in socket) socket.readInto(take);
  else readInto(socket, READ, (length) => take(READ, 0, length));
}

/** Takes frames off the beginning of what was read, from…end. @returns where the first one begins that is left */
function takeUsual(bytes: Buffer, begin: number, end: number, on: FastPathHandlers): number {
  let from = begin;
  for (let to = endOfUsual(bytes, from, end); to > from; to = endOfUsual(bytes, from, end)) {
    const payload = from + HEADER;
    unmask(bytes, from, to);
    const take = bytes[from] === WHOLE_PONG ? on.pong : on.message;
    if (!take(bytes, payload, to)) {
      unmask(bytes, from, to);
      break;
    }
    from = to;
  }
  return from;
}

/** @returns where the frame ends that begins there; its beginning when it is not a usual one, or not all there */
function endOfUsual(bytes: Buffer, from: number, end: number): number {
  if (from + HEADER > end || (bytes[from] !== WHOLE_BINARY && bytes[from] !== WHOLE_PONG)) return from;
  const size = bytes[from + 1]! - MASKED;
  const to = from + HEADER + size;
  return size >= 0 && size <= SHORT && to <= end ? to : from;
}

/** Puts the mask on a frame, or takes it off. */
function unmask(bytes: Buffer, from: number, to: number): void {
  const payload = from + HEADER;
  for (let i = payload; i < to; i++) bytes[i] = bytes[i]! ^ bytes[from + 2 + ((i - payload) & 3)]!;
}
