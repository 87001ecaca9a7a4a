/** The part of a WebSocket that the SDK uses. `WebSocket` has it, and so does each substitute for one. */
export interface SocketLike {
  binaryType: string;
  readonly readyState: number;
  onopen: ((event: Event) => unknown) | null;
  onmessage: ((event: MessageEvent<ArrayBuffer>) => unknown) | null;
  onclose: ((event: CloseEvent) => unknown) | null;
  onerror: ((event: Event) => unknown) | null;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** Values of `readyState`, as in `WebSocket.OPEN`. */
export const STATE = { connecting: 0, open: 1, closing: 2, closed: 3 } as const;

/** The close code of a connection that ended without one. */
export const ABNORMAL = 1006;

export type Headers = { [name: string]: string };
/** Makes a WebSocket as the SDK does. @param headers only programs can send them */
export type MakeWebSocket = (url: string, headers: Headers) => SocketLike;

/** Removes the handlers of a socket and closes it. */
export function closeSilently(socket: SocketLike): void {
  socket.onopen = socket.onmessage = socket.onclose = null;
  // Outside browsers, a WebSocket that is closed while it opens reports an error, which ends a program that
  // does not listen.
  socket.onerror = () => {};
  if (socket.readyState <= STATE.open) socket.close();
}

/** First byte of the room's message that refuses a client (`Protocol.ERROR` of the framework). */
const REFUSAL = 11;

/** @param data of a message that a room sends first */
export const isRefusal = (data: ArrayBuffer): boolean => new Uint8Array(data)[0] === REFUSAL;
