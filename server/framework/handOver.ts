/**
 * Hands TCP connections from one thread of this process to another. Node supports that between processes
 * only: over a pipe of the kind "IPC" the system duplicates a connection's descriptor
 * (lib/internal/child_process.js, src/pipe_wrap.cc). The receiving thread connects to a Unix socket on which
 * the giving thread listens.
 *
 *   giver ── [number, 8 hex digits] + descriptor ──▶ taker
 */
import { createServer, type Server, Socket } from "node:net";
import type { Inside } from "./members.ts";
import { bindingOf, newWriteRequest, readLength, type WriteRequest } from "./nodeHandle.ts";

/** Handle of a connection or a pipe. */
interface StreamHandle {
  readonly fd: number;
  onread: (bytes?: ArrayBuffer) => unknown;
  readStart(): number;
  readStop(): number;
  close(done?: () => void): void;
}

interface PipeHandle extends StreamHandle {
  /** The handle that arrived with the latest read. */
  pendingHandle: object | null | undefined;
  open(fd: number): number;
  connect(request: object, path: string): number | undefined;
  writeUtf8String(request: WriteRequest, text: string, handle: object): number;
}

interface PipeBinding {
  readonly Pipe: new (kind: number) => PipeHandle;
  readonly PipeConnectWrap: new () => { oncomplete?: (status: number) => void };
  readonly constants: { readonly IPC: number };
}

const { Pipe, PipeConnectWrap, constants } = bindingOf("pipe_wrap") as PipeBinding;
const { TCP } = bindingOf("tcp_wrap") as { TCP: new (...args: unknown[]) => StreamHandle };

type Inner = Socket & { _handle?: StreamHandle | null };

/** Hex digits of a number. */
const DIGITS = 8;

export class Giver {
  readonly #pipe: PipeHandle;
  #waiting = 0;

  private constructor(pipe: PipeHandle) {
    this.#pipe = pipe;
  }

  /**
   * @param path of the Unix socket
   * @returns the first peer that connects to it; rejects when the path cannot be used
   */
  static listen(path: string): { server: Server; connected: Promise<Giver> } {
    const server = createServer({ pauseOnConnect: true });
    const connected = new Promise<Giver>((resolve, reject) => {
      server.once("error", reject);
      server.once("connection", (socket) => {
        server.close();
        // Node accepts pipes of the normal kind only. The descriptor of the accepted one moves to another
        // object, and the accepted object is never used nor closed, because that would close the descriptor.
        const pipe = new Pipe(constants.IPC);
        pipe.open((socket as Inner)._handle!.fd);
        resolve(new Giver(pipe));
      });
    });
    server.listen(path);
    return { server, connected };
  }

  /** Number of connections in transfer. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Gives a connection to the other thread; `socket` is left without one, and must be destroyed once the
   * transfer ends.
   * @param onLost the transfer failed, and the connection is closed
   * @returns the bytes that were read of it already; undefined when it cannot be handed over, and nothing has
   * changed then
   */
  give(socket: Socket, number: number, onLost: () => void): Buffer | undefined {
    const inner = socket as Inner;
    const { _handle: handle } = inner;
    if (!(handle instanceof TCP) || !socket.readable || socket.writableLength > 0) return undefined;
    const read = (socket.read() as Buffer | null) ?? Buffer.alloc(0);
    const request = newWriteRequest();
    request.oncomplete = (status) => {
      this.#waiting--;
      handle.close();
      if (status < 0) onLost();
    };
    const text = number.toString(16).padStart(DIGITS, "0");
    if (this.#pipe.writeUtf8String(request, text, handle) !== 0) {
      if (read.length > 0) socket.unshift(read);
      return undefined;
    }
    // Not before: a socket whose handle was stopped behind its back never reads again.
    handle.readStop();
    this.#waiting++;
    inner._handle = null;
    return read;
  }

  close(): void {
    this.#pipe.close();
  }
}

/** @param onTaken a connection has arrived: its `socket` reads nothing until it is resumed */
export function takeConnections(path: string, onTaken: (number: number, socket: Socket) => void): void {
  const pipe = new Pipe(constants.IPC);
  const request = new PipeConnectWrap();
  const handles: object[] = [];
  let text = "";
  pipe.onread = (bytes) => {
    const length = readLength();
    // The other side has closed: the thread ends by itself.
    if (length < 0) return void pipe.close();
    const { pendingHandle } = pipe;
    if (pendingHandle) handles.push(pendingHandle);
    pipe.pendingHandle = null;
    text += Buffer.from(bytes!, 0, length).toString("latin1");
    while (text.length >= DIGITS && handles.length > 0) {
      const number = Number.parseInt(text.slice(0, DIGITS), 16);
      text = text.slice(DIGITS);
      onTaken(number, socketAround(handles.shift()!));
    }
  };
  request.oncomplete = (status) => {
    if (status < 0) throw new Error(`connections cannot be taken over ${path}: error ${status}`);
    pipe.readStart();
  };
  pipe.connect(request, path);
}

function socketAround(handle: object): Socket {
  const options = { handle, allowHalfOpen: true, manualStart: true };
  return new Socket(options as ConstructorParameters<typeof Socket>[0]);
}

export function handOverInsides(): Inside[] {
  const at = { package: "node", adapter: "handOver.ts" } as const;
  return [
    {
      ...{ ...at, object: "its binding `pipe_wrap`", value: bindingOf("pipe_wrap") },
      members: { Pipe: "function", PipeConnectWrap: "function", constants: "object" },
    },
    {
      ...{ ...at, object: "the handle of a pipe", value: Pipe?.prototype },
      members: {
        open: "function",
        connect: "function",
        writeUtf8String: "function",
        readStart: "function",
        readStop: "function",
        close: "function",
        fd: "present",
      },
    },
    {
      ...{ ...at, object: "its binding `tcp_wrap`", value: bindingOf("tcp_wrap") },
      members: { TCP: "function" },
    },
  ];
}
