/** What the SDK uses of a WebSocket: `WebSocket` has it, and whatever takes its place. */
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

/** As `WebSocket.OPEN` and its siblings. */
export const STATE = { connecting: 0, open: 1, closing: 2, closed: 3 } as const;

/** The close code of a connection that ended without one. */
export const ABNORMAL = 1006;

/** How a connection carries its bytes: over a WebSocket, or over HTTP in a streamed answer or in polled ones. */
export type Transport = "websocket" | "stream" | "polling";
