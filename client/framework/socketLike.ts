/** The part of a WebSocket that the SDK uses. `WebSocket` has it, and so does each substitute for one. */
export interface SocketLike {
  binaryType: string;
  readonly readyState: number;
  onopen: ((event: never) => unknown) | null;
  onmessage: ((event: never) => unknown) | null;
  onclose: ((event: never) => unknown) | null;
  onerror: ((event: never) => unknown) | null;
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
