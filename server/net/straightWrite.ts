/**
 * Writes to a socket's handle as Node's stream does, without the stream: a thousand patches a tick need none of what it
 * adds (queues, events, a callback each). What the system does not take at once is queued by the handle, in order with
 * whatever the stream writes later.
 */
import type { Socket } from "node:net";
import { streamBinding, type WriteRequest } from "./streamBinding.ts";

interface Handle {
  writeBuffer(request: WriteRequest, bytes: Buffer): number;
  readonly writeQueueSize: number;
}

type Inner = Socket & { _handle?: Partial<Handle> | null };

/** Only what was queued has hold of its request: all others can have the same. */
let spare = streamBinding && new streamBinding.WriteWrap();

const writers = new WeakMap<Socket, StraightWriter>();

/** @returns the one writer there is for a socket */
export function writerOf(socket: Socket): StraightWriter {
  const known = writers.get(socket);
  if (known !== undefined) return known;
  const writer = new StraightWriter(socket);
  writers.set(socket, writer);
  return writer;
}

export class StraightWriter {
  readonly #socket: Inner;
  /** Buffers of its own that the system has not taken yet. The handle knows, too, but is slow to ask. */
  #kept = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Bytes that the system has not taken yet, whoever wrote them: a client that reads has none. */
  get waiting(): number {
    const { writableLength } = this.#socket;
    if (writableLength === 0 && this.#kept === 0) return 0;
    return Math.max(writableLength, this.#socket._handle?.writeQueueSize ?? 0);
  }

  /** Writes after whatever waits. @returns whether `bytes` are kept by reference until the system has taken them */
  write(bytes: Buffer): boolean {
    return this.#socket.writableLength > 0 ? this.#writeLater(bytes) : this.writeNow(bytes);
  }

  /** The same; only to be called while nothing waits in the stream. */
  writeNow(bytes: Buffer): boolean {
    const socket = this.#socket;
    const { _handle: handle } = socket;
    if (streamBinding === undefined || handle?.writeBuffer === undefined) return this.#writeLater(bytes);
    const request = spare!;
    const fault = handle.writeBuffer(request, bytes);
    // The other side is gone: what the stream would do at such an answer.
    if (fault !== 0) socket.destroy();
    if (fault !== 0 || streamBinding.streamBaseState[streamBinding.kLastWriteWasAsync] === 0) return false;
    this.#kept++;
    request.buffer = bytes;
    request.oncomplete = (status) => {
      this.#kept--;
      if (status < 0) socket.destroy();
    };
    spare = new streamBinding.WriteWrap();
    return true;
  }

  #writeLater(bytes: Buffer): boolean {
    this.#socket.write(bytes);
    return this.#socket.writableLength > 0;
  }
}
