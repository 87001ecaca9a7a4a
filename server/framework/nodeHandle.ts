/**
 * What Node's sockets and the handles under them tell each other: lib/net.js and src/stream_base.cc. A stream costs more for
 * each read and write than a ship's whole step; for short messages the handle is asked and told itself.
 */
import { Socket } from "node:net";
import type { Inside } from "./members.ts";

interface StreamBinding {
  /** What a write in the making is known by. */
  readonly WriteWrap: new () => WriteRequest;
  /** Of the latest call, by the numbers below. */
  readonly streamBaseState: ArrayLike<number>;
  readonly kReadBytesOrError: number;
  readonly kLastWriteWasAsync: number;
}

export interface WriteRequest {
  buffer?: Buffer;
  oncomplete?: (status: number) => void;
}

/** What lies under a socket. Its `onread` is called for each read, with what is wrong in the place of a length. */
export interface Handle {
  onread(bytes?: ArrayBuffer): unknown;
  useUserBuffer(buffer: Buffer): void;
  writeBuffer(request: WriteRequest, bytes: Buffer): number;
  readonly writeQueueSize: number;
}

/** A socket with its handle; a socket that was closed has none. */
export type HandledSocket = Socket & { _handle?: Partial<Handle> | null };

const { WriteWrap, streamBaseState, kReadBytesOrError, kLastWriteWasAsync } = bindingOf(
  "stream_wrap",
) as StreamBinding;
const [kBuffer, kBufferCb] = symbolsOf(new Socket());

/** @returns a request for a write; it is free again once its write did not have to wait */
export const newWriteRequest = (): WriteRequest => new WriteWrap();

/** Whether the system has not taken all bytes of the latest `writeBuffer` at once: they are read until `oncomplete`. */
export const hadToWait = (): boolean => streamBaseState[kLastWriteWasAsync] !== 0;

/** @returns the number of bytes of the latest read of any handle, or what is wrong, below 0 */
export const readLength = (): number => streamBaseState[kReadBytesOrError]!;

/**
 * Has a socket read into `buffer`: what `net.connect` offers as its option `onread`, for one that came in, and without what
 * Node does around each read. Without effect on a socket that is closed.
 * @param take called with the number of bytes that are there. @returns how many of them were taken; the socket gets the others
 */
export function readInto(socket: Socket, buffer: Buffer, take: (length: number) => number): void {
  const inside = socket as HandledSocket & { [symbol: symbol]: unknown };
  const handle = inside._handle;
  if (handle?.useUserBuffer === undefined || handle.onread === undefined) return;
  const { onread } = handle;
  // Of the present read; `onread` has Node call the callback, which has the others.
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

/** @returns an empty object where there is no such binding, or the process may not have it: the check at the start says so */
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
