/** Private members of a `ws` socket (lib/websocket.js, lib/receiver.js) that the server needs. */
import type { Socket } from "node:net";
import type { Writable } from "node:stream";
import * as library from "ws";
import { WebSocket } from "ws";
import type { Inside } from "./members.ts";
import type { RemoteSocket } from "./remoteSocket.ts";

/** The state of a receiver between two frames. */
const GET_INFO = 0;
const CLOSE = 8;

/** The parser of received bytes. */
interface Receiver extends Writable {
  _state: number;
  _bufferedBytes: number;
  /** Opcode of a message whose fragments are arriving; 0 without one. */
  _fragmented: number;
  /** Whether it is parsing at this moment. */
  _loop: boolean;
  /** Opcode of the latest frame. */
  _opcode: number;
}

interface Parts {
  /** Null before the socket is open and after it was closed. */
  _socket?: Socket | RemoteSocket | null;
  _receiver?: Receiver | null;
}

const partsOf = (ws: WebSocket): Parts => ws as unknown as Parts;

/** @returns the TCP connection; undefined once it is closed, and for substitutes in benchmarks */
export const tcpOf = (ws: WebSocket): Socket | RemoteSocket | undefined => partsOf(ws)._socket ?? undefined;

/**
 * Calls `take` with the length of received bytes before they are parsed.
 * @param take returns whether they may be parsed; otherwise they are dropped
 */
export function watchChunks(ws: WebSocket, take: (length: number) => boolean): void {
  const receiver = partsOf(ws)._receiver!;
  const write = receiver.write.bind(receiver) as (chunk: Buffer) => boolean;
  receiver.write = ((chunk: Buffer) => (take(chunk.length) ? write(chunk) : true)) as Writable["write"];
}

/**
 * @returns a function that tells whether the parser is between two messages, so that a complete message can
 * be handled before the parser sees it; undefined for a closed socket
 */
export function betweenMessages(ws: WebSocket): (() => boolean) | undefined {
  const { _receiver: receiver, _socket: socket } = partsOf(ws);
  if (!receiver || !socket) return undefined;
  return () =>
    receiver._state === GET_INFO &&
    receiver._bufferedBytes === 0 &&
    receiver._fragmented === 0 &&
    !receiver._loop &&
    receiver._opcode !== CLOSE &&
    receiver.writable &&
    socket.readableLength === 0;
}

export function wsInsides(): Inside[] {
  // Exported, but missing in the types.
  const { Receiver } = library as unknown as { Receiver?: new () => object };
  const at = { package: "ws", adapter: "wsSocket.ts" } as const;
  return [
    {
      ...{ ...at, object: "WebSocket", value: WebSocket },
      members: { _socket: "named", _receiver: "named" },
    },
    {
      ...{ ...at, object: "Receiver", value: Receiver && new Receiver() },
      members: {
        _state: "number",
        _bufferedBytes: "number",
        _fragmented: "number",
        _loop: "boolean",
        _opcode: "number",
        write: "function",
      },
    },
  ];
}
