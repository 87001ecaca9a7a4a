/** A WebSocket's messages over HTTP, through a network that cuts connections at random. */
import { once } from "node:events";
import type { Server } from "node:http";
import {
  type AddressInfo,
  connect,
  createServer as createProxy,
  type Socket,
  type Server as TcpServer,
} from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { WebSocketServer } from "ws";
import { ABNORMAL, STATE } from "../../../client/framework/socketLike.ts";
import { HttpSocket } from "../../../client/transport/httpSocket.ts";
import { seeded, whole } from "../../../shared/maths/random.ts";
import { startHttpSocketServer } from "../../support/httpSocketServer.ts";
import { until } from "../../support/until.ts";

const SEED = 7;
let server: Server;
let echo: WebSocketServer;
let proxy: TcpServer;
let url: string;
const lines = new Set<Socket>();
/** Whether the network cuts every new connection, and how many it has cut. */
let isDown = false;
let refused = 0;
beforeEach(async () => {
  isDown = false;
  refused = 0;
  ({ server, sockets: echo } = await startHttpSocketServer((ws) =>
    ws.on("message", (data) => ws.send(data)),
  ));
  proxy = createProxy((near) => {
    if (isDown) {
      refused++;
      near.destroy();
      return;
    }
    const far = connect((server.address() as AddressInfo).port, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on("error", () => {});
      one.on("close", () => other.destroy());
      one.pipe(other);
    }
    lines.add(near);
    near.on("close", () => lines.delete(near));
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  url = `ws://127.0.0.1:${(proxy.address() as AddressInfo).port}/process/room?sessionId=1`;
});
afterEach(() => {
  for (const line of lines) line.destroy();
  for (const ws of echo.clients) ws.terminate();
  proxy.close();
  server.closeAllConnections();
  server.close();
});

async function opened(polls: boolean): Promise<HttpSocket> {
  const socket = new HttpSocket(url, { polls });
  let isOpen = false;
  socket.onopen = () => {
    isOpen = true;
  };
  await until(() => isOpen, "the socket to open");
  return socket;
}

it.each([
  ["streamed", false],
  ["polled", true],
])(
  "[HT5] every message arrives once and in order while connections are cut (%s, seed 7)",
  async (_, polls) => {
    const socket = await opened(polls);
    const received: number[] = [];
    socket.onmessage = ({ data }: { data: ArrayBuffer }) => {
      received.push(new DataView(data).getUint32(0));
    };
    const random = seeded(SEED);
    let [cuts, before] = [0, 0];
    const cutting = setInterval(() => {
      // A network on which nothing arrives between the cuts has lost the connection.
      if (received.length === before) return;
      before = received.length;
      cuts++;
      const all = [...lines];
      all[whole(random, all.length)]?.destroy();
    }, 120);
    let sent = 0;
    const sending = setInterval(() => {
      // Of any length: frames come in pieces, and some have long heads.
      const bytes = new Uint8Array(4 + whole(random, 300));
      new DataView(bytes.buffer).setUint32(0, sent++);
      socket.send(bytes);
    }, 5);
    const isEnough = () => received.length > 400 && cuts > 10;
    await until(() => isEnough() || socket.readyState === STATE.closed, "400 messages, and the cuts");
    clearInterval(cutting);
    clearInterval(sending);
    await until(() => received.length >= sent || socket.readyState === STATE.closed, "the others");
    expect(received).toEqual(Array.from({ length: sent }, (_, i) => i));
    socket.close();
  },
);

it("tells how the server closes it, and closes the server's side when it is closed", async () => {
  const first = await opened(false);
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    first.onclose = (event: { code: number; reason: string }) => resolve(event);
  });
  await until(() => echo.clients.size === 1, "the server's side");
  for (const ws of echo.clients) ws.close(4010, "come back");
  expect(await closed).toMatchObject({ code: 4010, reason: "come back" });
  await until(() => echo.clients.size === 0, "the server's side to be closed");
  const second = await opened(true);
  await until(() => echo.clients.size === 1, "the server's side");
  second.close();
  await until(() => echo.clients.size === 0, "the server's side to be closed");
});

it("ends without a code when its server is gone", async () => {
  const socket = await opened(false);
  let code = 0;
  socket.onclose = (event: { code: number }) => {
    code = event.code;
  };
  proxy.close();
  for (const line of lines) line.destroy();
  await until(() => code > 0, "the socket to notice");
  expect(code).toBe(ABNORMAL);
});

it.each([
  ["streamed", 1],
  ["polled", 3],
])("[HT5] a fault that cuts all requests at once does not end the connection (%s)", async (how, requests) => {
  const socket = await opened(how === "polled");
  const received: number[] = [];
  socket.onmessage = ({ data }: { data: ArrayBuffer }) => {
    received.push(new Uint8Array(data)[0]!);
  };
  for (let cut = 1; cut <= 2; cut++) {
    await until(() => lines.size >= requests, "the requests for bytes to be in flight");
    isDown = true;
    refused = 0;
    for (const line of lines) line.destroy();
    await until(() => refused > 0 || socket.readyState !== STATE.open, "a repeated request to be cut");
    isDown = false;
    for (const ws of echo.clients) ws.send(Uint8Array.of(cut));
    await until(() => received.includes(cut) || socket.readyState !== STATE.open, "a message to arrive");
    expect(socket.readyState).toBe(STATE.open);
  }
  socket.close();
});

it.each([
  ["the network is away for a moment", 0],
  ["more bytes wait than fit into a request", 60],
])("[HT5][SE3] its close reaches the server although %s", async (_, waiting) => {
  const socket = await opened(true);
  await until(() => echo.clients.size === 1, "the server's side");
  const [ws] = echo.clients;
  let [messages, code] = [0, 0];
  // An echo would fill the server's buffer for a client that no longer reads.
  ws!.removeAllListeners("message").on("message", () => messages++);
  ws!.on("close", (closed) => {
    code = closed;
  });
  isDown = waiting === 0;
  if (isDown) for (const line of lines) line.destroy();
  for (let i = 0; i < waiting; i++) socket.send(new Uint8Array(3000));
  socket.close(4003, "bye");
  expect(socket.readyState).toBe(STATE.closing);
  if (isDown) await until(() => refused >= 2, "the close to be cut off");
  isDown = false;
  await until(() => code !== 0, "the close to arrive");
  expect([code, messages]).toEqual([4003, waiting]);
});
