/** A connection beneath `ws` that is no socket of this thread's: what the adapters of this folder ask of it. */
import type { Duplex } from "node:stream";

/** Writes whole frames past the stream, in order with what is written to it. */
export interface RawWriter {
  /** Bytes that the system has not taken yet: a client that reads has none for long. */
  readonly waiting: number;
  /** The system has not taken bytes that were offered to it: the client does not read, or its link is slow. */
  readonly isBlocked: boolean;
  /** @returns whether `bytes` are kept by reference until the system has taken them */
  write(bytes: Buffer): boolean;
  /** The same for a part of a larger buffer, which is not kept longer than one write of the socket's needs. */
  writeShared(bytes: Buffer): boolean;
}

/**
 * Sees what was read before the stream does.
 * @param bytes from…to, in a buffer that is used again after the call @returns how many it has taken, from the beginning
 */
export type Take = (bytes: Buffer, from: number, to: number) => number;

export interface RemoteSocket extends Duplex {
  readonly isRemote: true;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** When the latest bytes came, ms, as of `performance.now`; they may have waited since. */
  readonly arrivedAt: number;
  readonly rawWriter: RawWriter;
  readInto(take: Take): void;
}
