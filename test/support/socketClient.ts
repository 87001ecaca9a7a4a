/** Clients as the framework hands them to a serializer, with a socket that lets a test have what is written. */
import { type Client, ClientState } from "@colyseus/core";
import { unwrap } from "./testClient.ts";

export interface WrittenTo {
  readonly sessionId: string;
  /** Of its inputs: how many were applied. */
  readonly inputs: { readonly ackSeq: number };
  /** Bytes that wait for it. */
  readonly waiting?: number;
  /** Takes a message, without what WebSockets put before it. */
  raw(frame: Uint8Array): void;
}

/** @returns a client that has joined */
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
