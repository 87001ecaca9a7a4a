/**
 * A connection under `ws` that is no socket of this thread: the members that the adapters of this folder use.
 */
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

/** Memory for one message: the bytes from…to of a buffer, and of a view of the same memory. */
export interface WriteSpace {
  readonly bytes: Buffer;
  readonly view: DataView;
  from: number;
  to: number;
}

/** Writes complete frames past the stream, in order with what is written to it. */
export interface RawWriter {
  /** Bytes that the system has not taken yet; a client that reads has none for long. */
  readonly waiting: number;
  /** The system has refused bytes: the client does not read, or its link is slow. */
  readonly isBlocked: boolean;
  /** @returns whether `bytes` are referenced until the system has taken them */
  write(bytes: Buffer): boolean;
  /**
   * Same for a part of a larger buffer, which is not referenced longer than one write of the socket needs.
   */
  writeShared(bytes: Buffer): boolean;
  /**
   * Space in the memory that the next message is sent from, so that it need not be copied; absent, or
   * undefined: use `write`. Nothing may be written to any connection until `commit`, unless the space is
   * given up.
   */
  reserve?(): WriteSpace | undefined;
  /** Sends what is in the space. @param from at most 15 bytes behind its beginning */
  commit?(from: number, to: number): void;
}

/**
 * Sees received bytes before the stream does.
 * @param bytes from…to, in a buffer that is reused after the call
 * @returns how many were handled, from the start
 */
export type Take = (bytes: Buffer, from: number, to: number) => number;

export interface RemoteSocket extends Duplex {
  readonly isRemote: true;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** When the latest bytes arrived, ms of `performance.now`; they may have waited since. */
  readonly arrivedAt: number;
  readonly rawWriter: RawWriter;
  readInto(take: Take): void;
}

/**
 * @returns a function that says when the latest bytes of a connection arrived, ms of `performance.now`. What an
 * I/O thread reads waits for the next step.
 */
export function arrivalsOf(socket: Socket | RemoteSocket | undefined): () => number {
  return socket !== undefined && "isRemote" in socket ? () => socket.arrivedAt : () => performance.now();
}
