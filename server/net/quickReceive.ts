/**
 * Takes usual frames straight off a socket. What a player sends thirty times a second is one short, whole, masked, binary
 * frame, and now and then a pong; after a pause of either side several come at once. All sockets are read into one buffer
 * that is used again, and such frames are taken right there; they never see a stream or a parser, which together cost more
 * than the ship's whole step. From the first that is anything else on — fragments, other control frames, long ones, cut
 * ones, errors — what was read is copied and goes the usual way through `ws`.
 *
 *   [0x82 a message | 0x8a a pong][0x80 | length][mask, 4 bytes][payload]
 */
import type { Socket } from "node:net";
import type { Writable } from "node:stream";
import type { WebSocket } from "ws";
import { streamBinding } from "./streamBinding.ts";

/** The state of a `ws` receiver between two frames. */
const GET_INFO = 0;
const CLOSE = 8;
const WHOLE_BINARY = 0x82;
const WHOLE_PONG = 0x8a;
const MASKED = 0x80;
/** Longest payload whose length stands in the second byte. */
const SHORT = 125;
const HEADER = 6;

/** What is read at once, bytes; as much as Node reads. */
const READ = Buffer.allocUnsafeSlow(64 * 1024);

/** The parts of a `ws` receiver (8.23) that say whether it is between two messages. */
interface Receiver extends Writable {
  _state: number;
  _bufferedBytes: number;
  /** Opcode of the message whose fragments are coming; 0 when there is none. */
  _fragmented: number;
  /** It is parsing at this moment. */
  _loop: boolean;
  /** Opcode of the latest frame. */
  _opcode: number;
}

/** What lies under a socket. Its `onread` is called for each read, with what is wrong in the place of a length. */
interface Handle {
  onread(bytes?: ArrayBuffer): unknown;
  useUserBuffer(buffer: Buffer): void;
}

/**
 * Takes what is in a usual frame, unmasked, at from…to of a buffer that is used again after the call.
 * @returns false to let it, and all behind it, go the usual way
 */
type Take = (bytes: Uint8Array, from: number, to: number) => boolean;

export interface OnUsual {
  message: Take;
  /** The answer to a ping. */
  pong: Take;
}

/**
 * To be called once for a connection. Without effect where Node or `ws` are not as expected: then all messages go the usual
 * way.
 */
export function receiveQuickly(ws: WebSocket, on: OnUsual): void {
  const { _receiver: receiver, _socket: socket } = ws as unknown as {
    _receiver?: Receiver;
    _socket?: Socket;
  };
  if (receiver === undefined || socket === undefined) return;
  // Nothing comes to the receiver but what was left of a read: until then it is where it was.
  let isBetween = false;
  readInto(socket, (length) => {
    isBetween ||= isBetweenMessages(socket, receiver);
    const taken = isBetween ? takeUsual(length, on) : 0;
    isBetween &&= taken === length;
    return taken;
  });
}

/** Takes frames off the beginning of what was read. @returns where the first one begins that is left */
function takeUsual(length: number, on: OnUsual): number {
  let from = 0;
  for (let to = endOfUsual(from, length); to > from; to = endOfUsual(from, length)) {
    const payload = from + HEADER;
    unmask(from, to);
    const take = READ[from] === WHOLE_PONG ? on.pong : on.message;
    if (!take(READ, payload, to)) {
      unmask(from, to);
      break;
    }
    from = to;
  }
  return from;
}

const isBetweenMessages = (socket: Socket, receiver: Receiver): boolean =>
  receiver._state === GET_INFO &&
  receiver._bufferedBytes === 0 &&
  receiver._fragmented === 0 &&
  !receiver._loop &&
  receiver._opcode !== CLOSE &&
  receiver.writable &&
  socket.readableLength === 0;

/** @returns where the frame ends that begins there; its beginning when it is not a usual one, or not all there */
function endOfUsual(from: number, length: number): number {
  if (from + HEADER > length || (READ[from] !== WHOLE_BINARY && READ[from] !== WHOLE_PONG)) return from;
  const size = READ[from + 1]! - MASKED;
  const end = from + HEADER + size;
  return size >= 0 && size <= SHORT && end <= length ? end : from;
}

/** Puts the mask on a frame, or takes it off. */
function unmask(from: number, to: number): void {
  const payload = from + HEADER;
  for (let i = payload; i < to; i++) READ[i] = READ[i]! ^ READ[from + 2 + ((i - payload) & 3)]!;
}

/**
 * Has a socket read into `READ`: what `net.connect` offers as its option `onread`, for one that came in, and without what
 * Node does around each read.
 * @param take called with the number of bytes that are there. @returns how many of them were taken; the socket gets the others
 */
function readInto(socket: Socket, take: (length: number) => number): void {
  const inside = socket as unknown as { [name: symbol]: unknown; _handle?: Partial<Handle> };
  const name = (wanted: string) =>
    Object.getOwnPropertySymbols(inside).find(({ description }) => description === wanted);
  const [buffer, callback] = [name("kBuffer"), name("kBufferCb")];
  const handle = inside._handle;
  if (streamBinding === undefined || buffer === undefined || callback === undefined) return;
  if (handle?.useUserBuffer === undefined || handle.onread === undefined) return;
  const { streamBaseState, kReadBytesOrError } = streamBinding;
  const { onread } = handle;
  // Of the present read; `onread` has Node call the callback, which has the others.
  let taken = 0;
  inside[buffer] = READ;
  inside[callback] = (length: number) => socket.push(Buffer.from(READ.subarray(taken, length)));
  handle.useUserBuffer(READ);
  handle.onread = (bytes) => {
    const length = streamBaseState[kReadBytesOrError]!;
    taken = length > 0 ? take(length) : 0;
    if (taken !== length && !socket.destroyed) return onread.call(handle, bytes);
  };
}
