/**
 * Writes to a socket's handle as Node's stream does, without the stream: a thousand patches a tick need none of what it
 * adds (queues, events, a callback each), which is a sixth of what a write costs. What the system does not take at once
 * is queued by the handle, in order with whatever the stream writes later.
 *
 * Node has no public name for this. Where its inside is not as expected, everything goes through the stream.
 */
import type { Socket } from "node:net";

interface Request {
  buffer?: Buffer;
  oncomplete?: (status: number) => void;
}

interface Handle {
  writeBuffer(request: Request, bytes: Buffer): number;
}

interface Binding {
  WriteWrap: new () => Request;
  streamBaseState: ArrayLike<number>;
  kLastWriteWasAsync: number;
}

/** Bytes that the system has not taken yet, whoever wrote them. */
export const bytesWaiting = (socket: Socket & { _handle?: { writeQueueSize?: number } | null }): number =>
  Math.max(socket.writableLength, socket._handle?.writeQueueSize ?? 0);

const binding = find();
/** Only what was queued has hold of its request: all others can have the same. */
let spare = binding && new binding.WriteWrap();

export class StraightWrite {
  readonly #socket: Socket & { _handle?: Handle | null };
  readonly #isPlain: boolean;
  /** Bytes that the handle has queued. */
  #queued = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#isPlain = binding !== undefined && typeof this.#socket._handle?.writeBuffer === "function";
  }

  /** Bytes that the system has not taken yet: a client that reads has none. */
  get waiting(): number {
    return this.#queued + this.#socket.writableLength;
  }

  /** @returns whether `bytes` are kept by reference until the system has taken them: they must not change before */
  write(bytes: Buffer): boolean {
    const { _handle: handle } = this.#socket;
    if (!this.#isPlain || !handle || this.#socket.writableLength > 0) {
      this.#socket.write(bytes);
      return this.#socket.writableLength > 0;
    }
    const request = spare!;
    const fault = handle.writeBuffer(request, bytes);
    // The other side is gone: what the stream would do at such an answer.
    if (fault !== 0) this.#socket.destroy();
    if (fault !== 0 || binding!.streamBaseState[binding!.kLastWriteWasAsync] === 0) return false;
    spare = new binding!.WriteWrap();
    this.#queue(request, bytes);
    return true;
  }

  #queue(request: Request, bytes: Buffer): void {
    this.#queued += bytes.length;
    request.buffer = bytes;
    request.oncomplete = (status) => {
      this.#queued -= bytes.length;
      if (status < 0) this.#socket.destroy();
    };
  }
}

function find(): Binding | undefined {
  try {
    const { binding } = process as unknown as { binding(name: string): Partial<Binding> };
    const { WriteWrap, streamBaseState, kLastWriteWasAsync } = binding.call(process, "stream_wrap");
    if (typeof WriteWrap !== "function" || streamBaseState === undefined || kLastWriteWasAsync === undefined)
      return undefined;
    return { WriteWrap, streamBaseState, kLastWriteWasAsync };
  } catch {
    return undefined;
  }
}
