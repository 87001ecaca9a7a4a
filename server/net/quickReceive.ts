/**
 * Takes the usual message straight off a socket. What a player sends thirty times a second is one short, whole, masked,
 * binary frame in one packet. All sockets are read into one buffer that is used again, and such a frame is taken right
 * there; it never sees a stream, an event or a parser, which together cost more than the ship's whole step. Everything
 * else — fragments, control frames, long ones, several at once, errors — is copied and goes the usual way through `ws`.
 *
 *   [0x82][0x80 | length][mask, 4 bytes][payload]
 */
import type { Socket } from "node:net";
import type { Writable } from "node:stream";
import type { WebSocket } from "ws";

/** The state of a `ws` receiver between two frames. */
const GET_INFO = 0;
const CLOSE = 8;
const WHOLE_BINARY = 0x82;
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

/**
 * A payload of a usual frame, unmasked, at from…to of a buffer that is used again after the call.
 * @returns false to let it go the usual way
 */
export type Take = (bytes: Uint8Array, from: number, to: number) => boolean;

/** Without effect where Node or `ws` are not as expected: then all messages go the usual way. */
export function receiveQuickly(ws: WebSocket, take: Take): void {
  const { _receiver: receiver, _socket: socket } = ws as unknown as {
    _receiver?: Receiver;
    _socket?: Socket;
  };
  if (receiver === undefined || socket === undefined) return;
  readInto(socket, (length) => {
    if (isUsual(length) && isBetweenMessages(socket, receiver)) {
      unmask(length);
      if (take(READ, HEADER, length)) return true;
      unmask(length);
    }
    return socket.push(Buffer.from(READ.subarray(0, length)));
  });
}

const isBetweenMessages = (socket: Socket, receiver: Receiver): boolean =>
  receiver._state === GET_INFO &&
  receiver._bufferedBytes === 0 &&
  receiver._fragmented === 0 &&
  !receiver._loop &&
  receiver._opcode !== CLOSE &&
  receiver.writable &&
  socket.readableLength === 0;

const isUsual = (length: number): boolean =>
  READ[0] === WHOLE_BINARY &&
  READ[1]! >= MASKED &&
  READ[1]! <= (MASKED | SHORT) &&
  length === HEADER + (READ[1]! & ~MASKED);

/** Puts the mask on a frame, or takes it off. */
function unmask(length: number): void {
  for (let i = HEADER; i < length; i++) READ[i] = READ[i]! ^ READ[2 + ((i - HEADER) & 3)]!;
}

/**
 * What `net.connect` offers as its option `onread`, for a socket that came in: no allocation for each read.
 * @param onread called with the number of bytes that are in `READ`; false when no more is wanted for now
 */
function readInto(socket: Socket, onread: (length: number) => boolean): void {
  const inside = socket as unknown as {
    [name: symbol]: unknown;
    _handle?: { useUserBuffer?(buffer: Buffer): void };
  };
  const name = (wanted: string) =>
    Object.getOwnPropertySymbols(inside).find(({ description }) => description === wanted);
  const [buffer, callback] = [name("kBuffer"), name("kBufferCb")];
  const handle = inside._handle;
  if (buffer === undefined || callback === undefined || handle?.useUserBuffer === undefined) return;
  inside[buffer] = READ;
  inside[callback] = onread;
  handle.useUserBuffer(READ);
}
