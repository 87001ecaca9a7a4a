/**
 * Writes to a socket's handle like Node's stream, without the stream, because a thousand patches per tick
 * need no queues, events or callbacks. Bytes that the system does not take at once are queued by the handle,
 * in order with later writes of the stream. (I/O threads load this file too: it imports no framework.)
 */
import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { type HandledSocket, hadToWait, newWriteRequest, type WriteRequest } from "./nodeHandle.ts";
import type { RawWriter, RemoteSocket, WriteSpace } from "./remoteSocket.ts";

/** Stored on the socket itself. */
const WRITER = Symbol("writer");
type Written = Socket & { [WRITER]?: SocketWriter };

/** @returns the only writer of a socket */
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
  /**
   * Number of this writer's buffers that the system has not taken yet. The handle knows it too, but is slow
   * to ask.
   */
  #kept = 0;
  /** Only a write that had to wait occupies its request; all others share this one. */
  #spare: WriteRequest | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Bytes of this writer and the stream that the system has not taken yet; 0 for a client that reads. */
  get waiting(): number {
    const { writableLength } = this.#socket;
    if (writableLength === 0 && this.#kept === 0) return 0;
    return Math.max(writableLength, this.#socket._handle?.writeQueueSize ?? 0);
  }

  get isBlocked(): boolean {
    return this.waiting > 0;
  }

  /**
   * Behind other waiting writes it writes a copy, because a slow reader must not keep the slab with all
   * patches in memory.
   */
  writeShared(bytes: Buffer): boolean {
    if (this.waiting === 0) return this.writeNow(bytes);
    this.write(Buffer.from(bytes));
    return false;
  }

  /**
   * Writes behind all waiting writes. @returns whether `bytes` are referenced until the system has taken them
   */
  write(bytes: Buffer): boolean {
    return this.#socket.writableLength > 0 ? this.#writeLater(bytes) : this.writeNow(bytes);
  }

  /** Same; must be called only while nothing waits in the stream. */
  writeNow(bytes: Buffer): boolean {
    const socket = this.#socket;
    const { _handle: handle } = socket;
    if (handle?.writeBuffer === undefined) return this.#writeLater(bytes);
    this.#spare ??= newWriteRequest();
    const request = this.#spare;
    const fault = handle.writeBuffer(request, bytes);
    // The other side is gone: handled like in the stream.
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

/**
 * The raw socket writer of a client: writes complete frames, in order with those that the framework sends.
 */
export class RawSocketWriter {
  // Kept, because property access on the framework's clients and sockets is slow.
  readonly #ws: WebSocket;
  readonly #writer: RawWriter;

  /** @param socket the connection under `ws` */
  constructor(ws: WebSocket, socket: Socket | RemoteSocket) {
    this.#ws = ws;
    this.#writer = writerOf(socket);
  }

  /** Bytes that the system has not taken yet; 0 for a client that reads. */
  get waiting(): number {
    return this.#writer.waiting;
  }

  /** See `RawWriter`. */
  reserve(): WriteSpace | undefined {
    return this.#writer.reserve === undefined || this.#ws.readyState !== this.#ws.OPEN
      ? undefined
      : this.#writer.reserve();
  }

  commit(from: number, to: number): void {
    this.#writer.commit!(from, to);
  }

  /** @returns whether `whole` is referenced until the socket has taken it: it must not change before */
  send(whole: Buffer): boolean {
    if (this.#ws.readyState !== this.#ws.OPEN) return false;
    // Compression is off, so `ws` never queues messages that this one could overtake.
    return this.#writer.writeShared(whole);
  }
}
