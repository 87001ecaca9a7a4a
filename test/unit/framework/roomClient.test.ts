/** Joins that a room refuses, as the SDK reports them to the client. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { getMessageBytes, Protocol } from "@colyseus/core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { RoomClient } from "../../../client/framework/roomClient.ts";

const SEAT_EXPIRED = 524;
const WITH_ERROR = 4002;

let server: WebSocketServer;
beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
});
afterEach(() => {
  vi.restoreAllMocks();
  server.close();
});

/** @param answer to the socket of the join @returns what the join failed with, and the warnings of the SDK */
async function refusedBy(answer: (socket: WebSocket) => void) {
  const warnings = vi.spyOn(console, "warn").mockImplementation(() => {});
  server.once("connection", answer);
  const { port } = server.address() as AddressInfo;
  let closed: Promise<unknown> | undefined;
  const client = new RoomClient(
    `http://127.0.0.1:${port}`,
    {},
    {
      open: (url, headers, make) => {
        const socket = make(url, headers);
        closed = once(socket as never, "close");
        return socket;
      },
      seated() {},
    },
  );
  const seat = { name: "arena", roomId: "room", processId: "process", sessionId: "session" };
  const error = await client.consumeSeatReservation(seat).catch((error: unknown) => error);
  await closed;
  return { code: (error as { code?: unknown }).code, warnings: warnings.mock.calls.map(([line]) => line) };
}

it("a refused join fails with the room's reason, without a warning of the close that follows", async () => {
  const refused = await refusedBy((socket) => {
    socket.send(getMessageBytes[Protocol.ERROR](SEAT_EXPIRED, "seat reservation expired."));
    socket.close(WITH_ERROR);
  });
  expect(refused).toEqual({ code: SEAT_EXPIRED, warnings: [] });
});

it("a connection that closes before the room has answered fails the join, with a warning", async () => {
  const { code, warnings } = await refusedBy((socket) => socket.close(4010, "moving"));
  expect(code).toBe(4010);
  expect(warnings).toEqual([expect.stringContaining("(4010)")]);
});
