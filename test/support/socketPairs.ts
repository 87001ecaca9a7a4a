/** Both ends of WebSocket connections in one process, whose server's ends I/O threads read and write. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import { writerOf } from "../../server/framework/socketWriter.ts";
import { tcpOf } from "../../server/framework/wsSocket.ts";
import { IoThreads } from "../../server/io/ioThreads.ts";
import { HEADER_ROOM, headerSize, writeHeader } from "../../server/net/rawFrames.ts";

/** First byte of messages for which the server's thread is not woken. */
export const PATIENT = 1;

export interface SocketEnd {
  ws: WebSocket;
  /** In words, in order. */
  received: string[];
}

export interface SocketPairs {
  /** undefined: none */
  threads: IoThreads | undefined;
  wss: WebSocketServer;
  /** Why threads have ended, and what handlers have thrown. */
  faults: unknown[];
  open(): Promise<{ server: SocketEnd; client: SocketEnd }>;
  close(): void;
}

export const note = ({ received }: Pick<SocketEnd, "received">, what: string, bytes: Buffer): void => {
  received.push(
    `${what} ${bytes.length} ${bytes[0]} ${bytes.every((byte, i) => i < 4 || byte === bytes[4])}`,
  );
};

/**
 * As patches are sent: a whole frame, past the stream, in the connection's own space if it has enough, else
 * from a buffer that is used again unless it is kept.
 */
export function sendRaw(ws: WebSocket, bytes: Buffer): void {
  const writer = writerOf(tcpOf(ws)!);
  const space = writer.reserve?.();
  const size = HEADER_ROOM + bytes.length;
  const isReserved = space !== undefined && space.to - space.from >= size;
  const frame = isReserved ? space.bytes.subarray(space.from, space.from + size) : Buffer.alloc(size);
  bytes.copy(frame, HEADER_ROOM);
  writeHeader(frame, HEADER_ROOM, bytes.length);
  const from = HEADER_ROOM - headerSize(bytes.length);
  if (isReserved) writer.commit!(space.from + from, space.from + size);
  else if (!writer.writeShared(frame.subarray(from))) frame.fill(0);
}

/** @param count of I/O threads */
export async function socketPairs(count: number): Promise<SocketPairs> {
  const faults: unknown[] = [];
  const events = {
    wrote() {},
    ended: (_: number, why: unknown) => faults.push(why),
    standbyLost: (why: unknown) => faults.push(why),
    faulted: (why: unknown) => faults.push(why),
  };
  const threads = count === 0 ? undefined : new IoThreads({ count, patient: PATIENT, events });
  await threads?.ready();
  const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const http = createServer().on("upgrade", (request, socket, head) => {
    const got = threads?.take(socket as Socket, head) ?? { socket, head };
    wss.handleUpgrade(request, got.socket, got.head, (ws) => wss.emit("connection", ws, request));
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return {
    threads,
    wss,
    faults,
    async open() {
      const client: SocketEnd = { ws: new WebSocket(url, { perMessageDeflate: false }), received: [] };
      client.ws.on("message", (bytes: Buffer) => note(client, "data", bytes));
      client.ws.on("ping", (bytes) => note(client, "ping", bytes));
      client.ws.on("close", (code) => client.received.push(`close ${code}`));
      client.ws.on("error", () => {});
      const [[ws]] = (await Promise.all([once(wss, "connection"), once(client.ws, "open")])) as [
        [WebSocket],
        unknown,
      ];
      const server: SocketEnd = { ws, received: [] };
      ws.on("message", (bytes: Buffer) => note(server, "data", bytes));
      ws.on("close", (code) => server.received.push(`close ${code}`));
      ws.on("error", () => {});
      return { server, client };
    },
    close() {
      threads?.end();
      http.close();
      for (const client of wss.clients) client.terminate();
    },
  };
}
