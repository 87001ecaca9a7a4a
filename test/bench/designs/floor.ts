/**
 * The floor: the cost of sockets alone. Matchmaking answers with a seat, each client gets 500 bytes a tick,
 * and inputs are read; no rooms, no state.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";
import { Protocol, ProtocolModifier } from "@colyseus/core";
import { type WebSocket, WebSocketServer } from "ws";
import { TickLoop } from "../../../server/rooms/tickLoop.ts";
import { NO_THREADS, type Serving } from "./serving.ts";

const FRAME = 500;

export async function serveFloor(): Promise<Serving> {
  const http = createServer((_request, response) => {
    const seat = { name: "floor", sessionId: randomUUID(), roomId: "floor", processId: "floor" };
    response.setHeader("content-type", "application/json").end(JSON.stringify(seat));
  });
  const wss = new WebSocketServer({ server: http, perMessageDeflate: false, maxPayload: 4096 });
  const sockets = new Set<WebSocket>();
  let received = 0;
  wss.on("connection", (socket) => {
    socket.once("message", () => sockets.add(socket));
    socket.on("message", (data: Buffer) => {
      received += data.length;
    });
    socket.on("close", () => sockets.delete(socket));
    socket.send(Uint8Array.of(Protocol.JOIN_ROOM));
  });
  const serving: Serving = {
    port: 0,
    onTick: () => {},
    ...NO_THREADS,
    players: () => sockets.size,
    world: () => undefined,
  };
  const loop = new TickLoop({
    step: () => {
      const started = performance.now();
      for (const socket of sockets) {
        const frame = Buffer.allocUnsafe(FRAME);
        frame[0] = Protocol.ROOM_STATE_PATCH | ProtocolModifier.TIMED;
        frame.writeUInt32LE(received >>> 0, 1);
        socket.send(frame, { binary: true });
      }
      serving.onTick(performance.now() - started);
    },
    onGap: () => {},
    onDropped: () => {},
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  serving.port = (http.address() as AddressInfo).port;
  loop.start();
  return serving;
}
