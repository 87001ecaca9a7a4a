/**
 * Takes the usual message straight off a socket. What a player sends thirty times a second is one short, whole, masked,
 * binary frame in one packet; when `ws` waits for exactly such a frame, it need not go through its stream and its parser.
 * Everything else — fragments, control frames, long ones, several at once, errors — does.
 *
 *   [0x82][0x80 | length][mask, 4 bytes][payload]
 */
import type { Writable } from "node:stream";
import type { WebSocket } from "ws";

/** The state of a `ws` receiver between two frames. */
const GET_INFO = 0;
const WHOLE_BINARY = 0x82;
const MASKED = 0x80;
/** Longest payload whose length stands in the second byte. */
const SHORT = 125;
const HEADER = 6;

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
const CLOSE = 8;

export function receiveQuickly(socket: WebSocket): void {
  const receiver = (socket as unknown as { _receiver?: Receiver })._receiver;
  if (receiver === undefined) return;
  const write = receiver.write.bind(receiver) as (chunk: Buffer) => boolean;
  receiver.write = ((chunk: Buffer): boolean => {
    if (!isBetweenMessages(receiver) || !isUsual(chunk)) return write(chunk);
    unmask(chunk);
    receiver.emit("message", chunk.subarray(HEADER), true);
    return true;
  }) as Receiver["write"];
}

const isBetweenMessages = (receiver: Receiver): boolean =>
  receiver._state === GET_INFO &&
  receiver._bufferedBytes === 0 &&
  receiver._fragmented === 0 &&
  !receiver._loop &&
  receiver._opcode !== CLOSE &&
  receiver.writable;

const isUsual = (chunk: Buffer): boolean =>
  chunk[0] === WHOLE_BINARY &&
  chunk[1]! >= MASKED &&
  chunk[1]! <= (MASKED | SHORT) &&
  chunk.length === HEADER + (chunk[1]! & ~MASKED);

function unmask(chunk: Buffer): void {
  for (let i = HEADER; i < chunk.length; i++) chunk[i] = chunk[i]! ^ chunk[2 + ((i - HEADER) & 3)]!;
}
