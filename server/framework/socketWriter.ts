/**
 * Writes to a socket's handle as Node's stream does, without the stream: a thousand patches a tick need none of what it
 * adds (queues, events, a callback each). What the system does not take at once is queued by the handle, in order with
 * whatever the stream writes later.
 */
import type { Socket } from "node:net";
import { type HandledSocket, hadToWait, newWriteRequest, type WriteRequest } from "./nodeHandle.ts";
import type { RawWriter, RemoteSocket } from "./remoteSocket.ts";

/** Kept on the socket itself. */
const WRITER = Symbol("writer");
type Written = Socket & { [WRITER]?: SocketWriter };

/** @returns the one writer there is for a socket */
export function writerOf(socket: Socket): SocketWriter;
export function writerOf(socket: Socket | RemoteSocket): RawWriter;
export function writerOf(socket: Socket | RemoteSocket): RawWriter {
  if ("isRemote" in socket) return socket.rawWriter;
  const written = socket as Written;
  written[WRITER] ??= new SocketWriter(socket);
  return written[WRITER];
}

export class SocketWriter implements RawWriter {
  readonly #socket: HandledSocket;
  /** Buffers of its own that the system has not taken yet. The handle knows, too, but is slow to ask. */
  #kept = 0;
  /** Only a write that had to wait holds on to its request; all others share this one. */
  #spare: WriteRequest | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Bytes that the system has not taken yet, from this writer or the stream: a client that reads has none. */
  get waiting(): number {
    const { writableLength } = this.#socket;
    if (writableLength === 0 && this.#kept === 0) return 0;
    return Math.max(writableLength, this.#socket._handle?.writeQueueSize ?? 0);
  }

  get isBlocked(): boolean {
    return this.waiting > 0;
  }

  /** Behind others that wait, a copy of its own: a slow reader must not keep the slab that holds all patches. */
  writeShared(bytes: Buffer): boolean {
    if (this.waiting === 0) return this.writeNow(bytes);
    this.write(Buffer.from(bytes));
    return false;
  }

  /** Writes after whatever waits. @returns whether `bytes` are kept by reference until the system has taken them */
  write(bytes: Buffer): boolean {
    return this.#socket.writableLength > 0 ? this.#writeLater(bytes) : this.writeNow(bytes);
  }

  /** The same; only to be called while nothing waits in the stream. */
  writeNow(bytes: Buffer): boolean {
    const socket = this.#socket;
    const { _handle: handle } = socket;
    if (handle?.writeBuffer === undefined) return this.#writeLater(bytes);
    this.#spare ??= newWriteRequest();
    const request = this.#spare;
    const fault = handle.writeBuffer(request, bytes);
    // The other side is gone: what the stream would do at such an answer.
    if (fault !== 0) socket.destroy();
    if (fault !== 0 || !hadToWait()) return false;
    this.#kept++;
    request.buffer = bytes;
    request.oncomplete = (status) => {
      this.#kept--;
      if (status < 0) socket.destroy();
    };
    this.#spare = undefined;
    return true;
  }

  #writeLater(bytes: Buffer): boolean {
    this.#socket.write(bytes);
    return this.#socket.writableLength > 0;
  }
}
