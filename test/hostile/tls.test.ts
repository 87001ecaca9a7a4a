/** The server behind a real reverse proxy with TLS, configured as in deploy/nginx/nginx.conf. */
import { request } from "node:https";
import { Protocol } from "@colyseus/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket as WsClient } from "ws";
import { untilRefused } from "../support/overload.ts";
import { startProxy, type TlsProxy } from "../support/proxy.ts";
import type { Seat } from "../support/rawSocket.ts";
import { runTool } from "../support/runTool.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
let proxy: TlsProxy;
beforeAll(async () => {
  server = await startServer({ TRUST_PROXY: "127.0.0.1" });
  proxy = await startProxy([server.url]);
});
afterAll(async () => {
  await proxy.stop();
  if (server.process.exitCode === null) await server.stop();
});

interface Answer {
  status: number;
  cookie: string;
  body: string;
}
/** Posts from a given local address: all of 127/8 is local. */
function post(path: string, from: string, body = "{}", headers = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({
      ...{ host: "127.0.0.1", port: proxy.port, path, method: "POST", ca: proxy.ca, localAddress: from },
      headers: { "content-type": "application/json", "content-length": body.length, ...headers },
    });
    asked.once("error", reject);
    asked.once("response", async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      const cookie = response.headers["set-cookie"]?.[0] ?? "";
      resolve({ status: response.statusCode!, cookie, body: text });
    });
    asked.end(body);
  });
}

it("bots play over wss", async () => {
  const { code, output } = await runTool(
    "client/bots/cli.ts",
    ["--url", `https://localhost:${proxy.port}`, "--count", "3", "--seconds", "3", "--min-joined", "3"],
    { NODE_EXTRA_CA_CERTS: proxy.caFile },
  );
  expect(code, output).toBe(0);
});

it("[LI6] the address behind the proxy counts, and the cookie is for TLS only", async () => {
  const late = await untilRefused(200, () => post("/api/session", "127.0.0.2"));
  expect(late.length, "answers of 429").toBeGreaterThan(0);
  const other = await post("/api/session", "127.0.0.3", "{}", { "x-forwarded-for": "127.0.0.2" });
  expect(other.status).toBe(200);
  expect(other.cookie).toContain("; Secure");
});

it("a player that sends nothing stays connected, and gets the close code of a stop through the proxy", async () => {
  const seat = JSON.parse((await post("/matchmake/joinOrCreate/arena", "127.0.0.4")).body) as Seat;
  const socket = new WsClient(
    `wss://127.0.0.1:${proxy.port}/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}&reconnectionToken=private`,
    { ca: proxy.ca, origin: `https://127.0.0.1:${proxy.port}` },
  );
  let received = 0;
  socket.on("message", (data: Buffer) => {
    received++;
    if (data[0] === Protocol.JOIN_ROOM) socket.send(Buffer.of(Protocol.JOIN_ROOM));
  });
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  // Longer than the server waits for the answer to a ping.
  const from = performance.now();
  await until(() => performance.now() - from > 9000 && received > 50, "nine silent seconds, and patches");
  await server.stop();
  expect(await closed).toBe(4001);
  await until(() => proxy.log().includes(seat.roomId), "the proxy's log");
  expect(proxy.log(), "[ID4] no secret in the proxy's log").not.toMatch(/private|sessionId/);
});
