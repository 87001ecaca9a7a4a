/**
 * The cost of a flood that has already been answered with a close code. test/hostile tests a whole server.
 */
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { type Client, ClientState, Protocol } from "@colyseus/core";
import { afterEach, expect, it, vi } from "vitest";
import { WebSocketServer } from "ws";
import { takeInputsEarly } from "../../../server/net/fastReceive.ts";
import { ReceiveLimit } from "../../../server/net/receiveLimit.ts";
import { binary, frame, OP, upgradeText } from "../../support/rawSocket.ts";
import { newRing } from "../../support/rings.ts";
import { until } from "../../support/until.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

it.each([
  // The limit of receiveLimit.ts.
  { what: "pongs", one: frame(0x80 | OP.pong, Buffer.of()), bucket: "takeBytes", limit: 8192 },
  { what: "inputs", one: binary(Protocol.ROOM_INPUT_RELIABLE), bucket: "takeFrame", limit: 600 },
] as const)("of $what that never end, none is processed after the limit", async ({ one, bucket, limit }) => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(upgradeText(`http://127.0.0.1:${port}`, "/"));
  const [[ws]] = await Promise.all([once(server, "connection"), once(socket, "data")]);
  const looked = vi.spyOn(ReceiveLimit.prototype, bucket);
  const client = { ref: ws, state: ClientState.JOINED };
  takeInputsEarly(client as unknown as Client, newRing());
  let closed = 0;
  ws.on("close", (code: number) => {
    closed = code;
  });
  for (let times = 0; times < 10 && !socket.destroyed; times++)
    socket.write(Buffer.concat(Array.from({ length: 5000 }, () => one)));
  await until(() => closed !== 0, "the end of the connection");
  expect(looked.mock.calls.length).toBeGreaterThanOrEqual(limit);
  // What the rate limit refills during the test comes on top.
  expect(looked.mock.calls.length).toBeLessThan(limit * 1.5);
  socket.destroy();
  server.close();
});
