/**
 * Fast path for received frames: reads usual frames directly from a socket, from its bytes to the ring of
 * inputs. A player sends thirty times a second one short, unfragmented, masked, binary frame, and now and then
 * a pong; after a pause of either side several arrive at once. All sockets are read into one shared buffer,
 * and such frames are handled there; they never reach a stream or a parser, which together cost more than the
 * ship's whole step. From the first other frame on (messages, fragments, other control frames, long or
 * incomplete frames, errors) the bytes are copied and take the normal path through `ws` to frameGuard.ts.
 *
 *   [0x82 a message | 0x8a a pong][0x80 | length][mask, 4 bytes][payload]
 */
import { type Client, ClientState, Protocol } from "@colyseus/core";
import type { WebSocket } from "ws";
import { socketOf } from "../framework/client.ts";
import { readInto } from "../framework/nodeHandle.ts";
import { arrivalsOf } from "../framework/remoteSocket.ts";
import { betweenMessages, tcpOf } from "../framework/wsSocket.ts";
import type { InputRing } from "./inputRing.ts";
import type { SocketRefusal } from "./refusals.ts";
import { closeFor, isClosing, receiveLimitOf } from "./sockets.ts";

const WHOLE_BINARY = 0x82;
const WHOLE_PONG = 0x8a;
const MASKED = 0x80;
/** Longest payload whose length is in the second byte. */
const SHORT = 125;
const HEADER = 6;

/** Size of one read, bytes; same as in Node. */
const READ = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Handles the unmasked payload of a usual frame, at from…to of a buffer that is reused after the call.
 * @returns false to send this frame, and all bytes behind it, down the normal path
 */
type Take = (bytes: Uint8Array, from: number, to: number) => boolean;

export interface FastPathHandlers {
  message: Take;
  /** The answer to a ping. */
  pong: Take;
}

/** Takes the usual frames of a client before `ws` parses them. Must be called once per connection. */
export function takeInputsEarly(client: Client, ring: InputRing): void {
  const socket = socketOf(client);
  // Benchmarks pass clients without a socket.
  if (socket.ping === undefined) return;
  const receiveLimit = receiveLimitOf(socket);
  // Not the present time for each of a thousand inputs in a step: a look at the clock takes long.
  const arrivedAt = arrivalsOf(tcpOf(socket));
  // Cached once true: property access on the framework's clients is slow.
  let joined = false;
  receiveFast(socket, {
    message(bytes, from, to) {
      joined ||= client.state === ClientState.JOINED;
      if (from === to || bytes[from] !== Protocol.ROOM_INPUT_RELIABLE || !joined) return false;
      if (isClosing(socket)) return false;
      const isAllowed = receiveLimit.takeFrame(to - from, arrivedAt());
      const refusal = isAllowed ? readInput(ring, bytes, from + 1, to) : "too_fast";
      if (refusal !== undefined) closeFor(socket, refusal);
      return true;
    },
    pong(bytes, from, to) {
      if (isClosing(socket)) return false;
      if (receiveLimit.takeBytes(HEADER + to - from))
        socket.emit("pong", Buffer.from(bytes.subarray(from, to)));
      else closeFor(socket, "too_fast");
      return true;
    },
  });
}

/** @returns why an input is refused; undefined: it is queued */
export function readInput(
  ring: InputRing,
  bytes: Uint8Array,
  from: number,
  to: number,
): SocketRefusal | undefined {
  if (to - from > ring.longest) return "frame_length";
  return ring.read(bytes, from, to) ? undefined : "malformed_input";
}

/** Must be called once per connection. */
export function receiveFast(ws: WebSocket, on: FastPathHandlers): void {
  const [socket, isBetweenMessages] = [tcpOf(ws), betweenMessages(ws)];
  if (socket === undefined || isBetweenMessages === undefined) return;
  // The receiver only gets what was left of a read; until then it is between frames.
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

/**
 * Handles usual frames at the beginning of what was read, from…end.
 * @returns where the first unhandled byte is
 */
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

/** @returns the end of the frame that starts there; its start when it is not a usual frame, or incomplete */
function endOfUsual(bytes: Buffer, from: number, end: number): number {
  if (from + HEADER > end || (bytes[from] !== WHOLE_BINARY && bytes[from] !== WHOLE_PONG)) return from;
  const size = bytes[from + 1]! - MASKED;
  const to = from + HEADER + size;
  return size >= 0 && size <= SHORT && to <= end ? to : from;
}

/** Applies the mask to a frame, which also removes it. */
function unmask(bytes: Buffer, from: number, to: number): void {
  const payload = from + HEADER;
  for (let i = payload; i < to; i++) bytes[i] = bytes[i]! ^ bytes[from + 2 + ((i - payload) & 3)]!;
}
