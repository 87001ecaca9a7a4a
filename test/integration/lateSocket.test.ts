/**
 * A WebSocket that opens late, because a process or a link is slow, beside the HTTP connection that the
 * client then tries.
 */
import { once } from "node:events";
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { TransportChoice } from "../../client/transport/choice.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import { fly } from "../support/fly.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

/** How long a client waits for a WebSocket before it tries HTTP as well, ms. */
const PATIENCE = new TransportChoice().timeout;

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

interface Holds {
  /** Requests for a WebSocket reach the server this much later, ms. */
  upgrades?: number;
  /** Its answers to them reach the client this much later, ms. */
  answers?: number;
  /** Other requests to rooms reach the server this much later, ms. */
  requests?: number;
}

/** A proxy that holds back what passes through it. */
class SlowProxy {
  readonly #server = createServer();
  readonly #sockets = new Set<Duplex>();
  /** Number of requests for WebSockets. */
  upgrades = 0;

  private constructor(target: URL, { upgrades = 0, answers = 0, requests = 0 }: Holds) {
    this.#server.on("request", async (request: IncomingMessage, response: ServerResponse) => {
      if (!/^\/(?:matchmake|api)/.test(request.url!)) await wait(requests);
      const { method, headers, url } = request;
      const onward = forward(new URL(url!, target), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers).flushHeaders();
        answer.pipe(response);
      });
      onward.on("error", () => response.destroy());
      response.on("close", () => onward.destroy());
      request.pipe(onward);
    });
    this.#server.on("upgrade", async (request: IncomingMessage, client: Duplex) => {
      this.upgrades++;
      this.#keep(client);
      await wait(upgrades);
      const socket = this.#keep(connect({ host: target.hostname, port: Number(target.port) }));
      const lines = request.rawHeaders.map((part, i) => (i % 2 === 0 ? `${part}: ` : `${part}\r\n`));
      socket.write(`GET ${request.url} HTTP/1.1\r\n${lines.join("")}\r\n`);
      client.pipe(socket);
      client.on("close", () => socket.destroy());
      await wait(answers);
      socket.pipe(client);
      socket.on("close", () => client.destroy());
    });
    this.#server.listen(0, "127.0.0.1");
  }

  static async to(url: string, holds: Holds): Promise<SlowProxy> {
    const proxy = new SlowProxy(new URL(url), holds);
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    for (const socket of this.#sockets) socket.destroy();
  }

  #keep<S extends Duplex>(socket: S): S {
    this.#sockets.add(socket);
    return socket.on("error", () => {});
  }
}

const joined = () => server.log().match(/player joined/g)?.length ?? 0;

it.each([
  ["its answer is late", { answers: PATIENCE + 800 }, "websocket"],
  [
    "the request for it is late, and HTTP is later",
    { upgrades: PATIENCE + 300, requests: 1500 },
    "websocket",
  ],
  ["the request for it comes after HTTP has the seat", { upgrades: PATIENCE + 1500 }, "stream"],
] as const)(
  "[HT7] a player takes one seat when a WebSocket opens late: %s",
  async (_how, holds, transport) => {
    let seen = "";
    // On a busy machine the other one may be first, or the connection may be lost: one seat all the same.
    await until(async () => {
      const proxy = await SlowProxy.to(server.url, holds);
      const before = joined();
      const ada = await join({ url: proxy.url, room: "arena", name: "Ada" });
      const land = fly(ada);
      await until(() => ada.own()?.alive && ada.stats.patches > 60, "Ada to play");
      // By now the slower one has been answered, too.
      await wait(3 * PATIENCE);
      expect(joined() - before, "seats").toBe(1);
      const { drops, transport: by } = ada.stats;
      if (drops === 0) expect(proxy.upgrades, "requests for a WebSocket").toBe(1);
      land();
      await ada.leave();
      proxy.close();
      seen = `${by}, ${drops} drops`;
      return drops === 0 && by === transport;
    }, `a seat by ${transport}`).catch((error: Error) => {
      throw new Error(`${error.message}; the last one was by ${seen}`);
    });
  },
);
