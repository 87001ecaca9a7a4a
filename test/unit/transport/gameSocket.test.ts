/** A WebSocket that fails, late or at once, beside the HTTP connection: what the SDK and the choice hear of it. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { WebSocketServer } from "ws";
import { type SocketLike, STATE } from "../../../client/framework/socketLike.ts";
import { TransportChoice } from "../../../client/transport/choice.ts";
import { GameSocket } from "../../../client/transport/gameSocket.ts";
import { startHttpSocketServer } from "../../support/httpSocketServer.ts";
import { until } from "../../support/until.ts";

/** The first byte of a message by which a room refuses a client, and a text. */
const REFUSAL = Buffer.from([11, 1]);

/** A WebSocket whose events the test fires. */
class ScriptedSocket implements SocketLike {
  binaryType = "";
  readyState: number = STATE.connecting;
  onopen: SocketLike["onopen"] = null;
  onmessage: SocketLike["onmessage"] = null;
  onclose: SocketLike["onclose"] = null;
  onerror: SocketLike["onerror"] = null;
  closes = 0;
  send(): void {}
  close(): void {
    this.closes++;
  }
  fail(code = 1006): void {
    this.readyState = STATE.closed;
    this.onerror?.(new Event("error"));
    this.onclose?.(new CloseEvent("close", { code }));
  }
}

let server: Server;
let sockets: WebSocketServer;
/** Number of connections over HTTP. */
let overHttp = 0;
beforeEach(async () => {
  overHttp = 0;
  ({ server, sockets } = await startHttpSocketServer((ws) => ws.send(REFUSAL)));
  server.prependListener("request", (request) => {
    if (request.url!.includes("open")) overHttp++;
  });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** @returns a socket, its WebSocket, and what the SDK hears */
function open(choice: TransportChoice) {
  const scripted = new ScriptedSocket();
  const heard: string[] = [];
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/process/room?sessionId=1`;
  const socket = new GameSocket(choice, url, {}, () => scripted);
  socket.onopen = () => heard.push("open");
  socket.onmessage = ({ data }) => heard.push(`message ${new Uint8Array(data)[0]}`);
  socket.onerror = () => heard.push("error");
  socket.onclose = ({ code }) => heard.push(`close ${code}`);
  return { socket, scripted, heard };
}

it("[HT1] an attempt that fails, and is then closed once more, counts as one failure", () => {
  const choice = new TransportChoice();
  choice.opened("websocket");
  for (const expected of ["websocket", "stream"]) {
    const { socket, scripted, heard } = open(choice);
    scripted.fail();
    expect(heard).toEqual(["error", "close 1006"]);
    socket.close();
    socket.close();
    // Every second attempt after a failure is made over HTTP.
    expect(choice.transport).toBe(expected);
  }
});

it("[HT1] an attempt that hangs, and is abandoned twice, counts as one failure", () => {
  const choice = new TransportChoice();
  choice.opened("websocket");
  const { socket, scripted } = open(choice);
  socket.close();
  socket.close();
  expect([choice.transport, scripted.closes > 0]).toEqual(["websocket", true]);
});

it("[HT7] the SDK hears why HTTP was refused when the WebSocket beside it does not open either", async () => {
  const choice = new TransportChoice();
  const { scripted, heard } = open(choice);
  // As on a long link, so that the WebSocket is not given up while a busy machine closes the other one.
  choice.trip = 60_000;
  // The server closes it after the refusal, perhaps before anybody looks again.
  await until(() => heard.includes("open"), "the connection over HTTP");
  await until(() => sockets.clients.size === 0, "HTTP to be given up");
  expect(heard, "while the WebSocket may still open").toEqual(["open"]);
  scripted.fail(1006);
  expect(heard).toEqual(["open", "message 11", "close 1006"]);
  expect(overHttp, "attempts over HTTP").toBe(1);
});

it("[HT7] where neither opens, HTTP is tried once", async () => {
  const { scripted, heard } = open(new TransportChoice());
  server.removeAllListeners("request");
  server.on("request", (_request, response) => {
    overHttp++;
    response.writeHead(503).end();
  });
  await until(() => overHttp > 0, "the request for HTTP");
  scripted.fail();
  await until(() => heard.includes("close 1006"), "the end");
  expect(heard).toEqual(["error", "close 1006"]);
  expect(overHttp, "attempts over HTTP").toBe(1);
});
