/**
 * Direct access to the handles under Node's sockets: lib/net.js and src/stream_base.cc. A stream costs more
 * for each read and write than a ship's whole step, so short messages bypass it.
 */
import { Socket } from "node:net";
import type { Inside } from "./members.ts";

interface StreamBinding {
  /** Identifies a pending write. */
  readonly WriteWrap: new () => WriteRequest;
  /** Results of the latest call, by the indexes below. */
  readonly streamBaseState: ArrayLike<number>;
  readonly kReadBytesOrError: number;
  readonly kLastWriteWasAsync: number;
}

export interface WriteRequest {
  buffer?: Buffer;
  oncomplete?: (status: number) => void;
}

/**
 * The handle of a socket. Node calls its `onread` after each read, with the length or a negative error code.
 */
export interface Handle {
  onread(bytes?: ArrayBuffer): unknown;
  useUserBuffer(buffer: Buffer): void;
  writeBuffer(request: WriteRequest, bytes: Buffer): number;
  readonly writeQueueSize: number;
}

/** A socket with its handle; a closed socket has none. */
export type HandledSocket = Socket & { _handle?: Partial<Handle> | null };

const { WriteWrap, streamBaseState, kReadBytesOrError, kLastWriteWasAsync } = bindingOf(
  "stream_wrap",
) as StreamBinding;
const [kBuffer, kBufferCb] = symbolsOf(new Socket());

/** @returns a request for a write; it can be reused when its write completed at once */
export const newWriteRequest = (): WriteRequest => new WriteWrap();

/**
 * Whether the system has not taken all bytes of the latest `writeBuffer` at once: they are in use until
 * `oncomplete`.
 */
export const hadToWait = (): boolean => streamBaseState[kLastWriteWasAsync] !== 0;

/** @returns the number of bytes of the latest read of any handle, or a negative error code */
export const readLength = (): number => streamBaseState[kReadBytesOrError]!;

/**
 * Lets a socket read into `buffer`, like the option `onread` of `net.connect` but for an accepted socket, and
 * without Node's overhead per read. Without effect on a closed socket.
 * @param take called with the number of bytes read
 * @returns how many of them were handled; the socket gets the others
 */
export function readInto(socket: Socket, buffer: Buffer, take: (length: number) => number): void {
  const inside = socket as HandledSocket & { [symbol: symbol]: unknown };
  const handle = inside._handle;
  if (handle?.useUserBuffer === undefined || handle.onread === undefined) return;
  const { onread } = handle;
  // Bytes of the present read that were handled; Node's callback for `onread` gets the others.
  let taken = 0;
  inside[kBuffer!] = buffer;
  inside[kBufferCb!] = (length: number) => socket.push(Buffer.from(buffer.subarray(taken, length)));
  handle.useUserBuffer(buffer);
  handle.onread = (bytes) => {
    const length = readLength();
    taken = length > 0 ? take(length) : 0;
    if (taken !== length && !socket.destroyed) return onread.call(handle, bytes);
  };
}

/** @returns an empty object when the binding is missing or forbidden; the check at the start reports that */
export function bindingOf(name: string): object {
  try {
    const { binding } = process as unknown as { binding(name: string): object };
    return binding.call(process, name);
  } catch {
    return {};
  }
}

function symbolsOf(socket: Socket): (symbol | undefined)[] {
  const symbols = Object.getOwnPropertySymbols(socket);
  return ["kBuffer", "kBufferCb"].map((name) => symbols.find(({ description }) => description === name));
}

export function nodeHandleInsides(): Inside[] {
  const { TCP } = bindingOf("tcp_wrap") as { TCP?: { prototype: object } };
  const at = { package: "node", adapter: "nodeHandle.ts" } as const;
  return [
    {
      ...{ ...at, object: "its binding `stream_wrap`", value: bindingOf("stream_wrap") },
      members: {
        WriteWrap: "function",
        streamBaseState: "object",
        kReadBytesOrError: "number",
        kLastWriteWasAsync: "number",
      },
    },
    {
      ...{ ...at, object: "the handle of a socket", value: TCP?.prototype },
      members: {
        onread: "present",
        useUserBuffer: "function",
        writeBuffer: "function",
        writeQueueSize: "present",
      },
    },
    {
      ...{ ...at, object: "net.Socket", value: Object.assign(new Socket(), { kBuffer, kBufferCb }) },
      members: { kBuffer: "symbol", kBufferCb: "symbol", _handle: "present" },
    },
  ];
}
