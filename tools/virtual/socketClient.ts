/** A client as the framework hands it to a serializer. Its socket passes every written frame on. */
import { type Client, ClientState } from "@colyseus/core";

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
  // The members of a client that the serializer and the raw socket writer read.
  return {
    sessionId: to.sessionId,
    state: ClientState.JOINED,
    _inputBuffer: to.inputs,
    ref: { readyState: 1, OPEN: 1, _socket: socket },
    raw: (frame: Uint8Array) => to.raw(frame),
  } as unknown as Client;
}

/** @returns the payload of a binary WebSocket message @throws when its header does not match its length */
export function unwrap(whole: Buffer): Buffer {
  const short = whole[1]!;
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  const announced =
    short < 126 ? short : short === 126 ? whole.readUInt16BE(2) : Number(whole.readBigUInt64BE(2));
  if (whole[0] !== 0x82 || announced !== whole.length - start)
    throw new Error(
      `a header of ${whole.subarray(0, start).toString("hex")} for ${whole.length - start} bytes`,
    );
  return whole.subarray(start);
}
