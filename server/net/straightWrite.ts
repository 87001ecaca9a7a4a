/**
 * Writes to a socket's handle as Node's stream does, without the stream: a thousand patches a tick need none of what it
 * adds (queues, events, a callback each). What the system does not take at once is queued by the handle, in order with
 * whatever the stream writes later.
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
  readonly writeQueueSize: number;
}

interface Binding {
  WriteWrap: new () => Request;
  streamBaseState: ArrayLike<number>;
  kLastWriteWasAsync: number;
}

type Inner = Socket & { _handle?: Partial<Handle> | null };

const binding = find();
/** Only what was queued has hold of its request: all others can have the same. */
let spare = binding && new binding.WriteWrap();

/** @returns bytes that the system has not taken yet, whoever wrote them: a client that reads has none */
export const bytesWaiting = (socket: Inner): number =>
  Math.max(socket.writableLength, socket._handle?.writeQueueSize ?? 0);

/** @returns whether `bytes` are kept by reference until the system has taken them: they must not change before */
export function writeStraight(socket: Inner, bytes: Buffer): boolean {
  const { _handle: handle } = socket;
  if (binding === undefined || handle?.writeBuffer === undefined || socket.writableLength > 0) {
    socket.write(bytes);
    return socket.writableLength > 0;
  }
  const request = spare!;
  const fault = handle.writeBuffer(request, bytes);
  // The other side is gone: what the stream would do at such an answer.
  if (fault !== 0) socket.destroy();
  if (fault !== 0 || binding.streamBaseState[binding.kLastWriteWasAsync] === 0) return false;
  request.buffer = bytes;
  request.oncomplete = (status) => {
    if (status < 0) socket.destroy();
  };
  spare = new binding.WriteWrap();
  return true;
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
