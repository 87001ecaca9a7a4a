/**
 * A client as the framework hands it to a serializer. Its socket passes every written frame to the
 * test.
 */
import { type Client, ClientState } from "@colyseus/core";
import { unwrap } from "./testClient.ts";

export interface WrittenTo {
  readonly sessionId: string;
  /** The inputs of the client. `ackSeq`: how many were applied. */
  readonly inputs: { readonly ackSeq: number };
  /** Bytes in the send buffer of the socket. */
  readonly waiting?: number;
  /** Receives a frame without its WebSocket header. */
  raw(frame: Uint8Array): void;
}

/** @returns a client in the JOINED state */
export function socketClient(to: WrittenTo): Client {
  const socket = {
    get writableLength(): number {
      return to.waiting ?? 0;
    },
    write: (whole: Buffer) => to.raw(unwrap(whole)),
  };
  return {
    sessionId: to.sessionId,
    state: ClientState.JOINED,
    _inputBuffer: to.inputs,
    ref: { readyState: 1, OPEN: 1, _socket: socket },
    raw: (frame: Uint8Array) => to.raw(frame),
  } as unknown as Client;
}
