/** Limits of one HTTP connection: one request at a time, and a maximum duration. */
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HttpFront } from "../../server/net/httpFront.ts";
import { Identities } from "../../server/net/identity.ts";
import { Origins } from "../../server/net/origins.ts";
import { Peers } from "../../server/net/peer.ts";
import { UNREPORTED } from "../../server/net/reports.ts";
import { exchange, requestText, statusOf, upgradeText } from "../support/rawSocket.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describe("[LI5] pipelined requests", () => {
  const text = requestText("GET /api/rooms HTTP/1.1", ["Host: a"]);

  it("are answered up to the third, whose answer says why the connection closes", async () => {
    const answer = await exchange(server.url, text.repeat(10));
    const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);
    expect(statuses).toEqual(["200", "200", "400"]);
    expect(answer).toMatch(/one request at a time/);
  });

  it("do not include requests that arrive after the whole previous answer, even if the server has not ended it", async () => {
    let count = 0;
    const front = guarded();
    // As a file is sent: its end is found after its last byte.
    front.on("request", (_request, response: ServerResponse) => {
      response.setHeader("Content-Length", 2);
      response.write("ok", () => setTimeout(() => response.end(), 20));
      count++;
    });
    front.listen(0, "127.0.0.1");
    await once(front, "listening");
    const socket = connect((front.address() as AddressInfo).port, "127.0.0.1");
    let received = "";
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
    });
    for (let times = 1; times <= 5; times++) {
      socket.write(text);
      await until(() => received.split("\r\n\r\nok").length === times + 1, `answer ${times}`);
    }
    expect(received).not.toContain("HTTP/1.1 400");
    expect(count).toBe(5);
    socket.destroy();
    front.close();
  });

  it("open no socket either", async () => {
    const answer = await exchange(server.url, text + upgradeText(server.url, "/"));
    expect(answer).not.toMatch(/HTTP\/1\.1 101/);
  });

  it("do not delay other connections: one connection is served one request at a time", async () => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    let received = "";
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
    });
    for (let times = 1; times <= 20; times++) {
      socket.write(text);
      await until(() => received.match(/\r\n\r\n\[.*?\](?=HTTP|$)/gs)?.length === times, `answer ${times}`);
    }
    socket.destroy();
  });
});

const guarded = (more: { keepAlive?: number; isLeaving?: () => boolean } = {}) =>
  new HttpFront(
    {
      peers: new Peers([]),
      origins: new Origins([], false),
      identities: new Identities(undefined),
      ownerOf: () => undefined,
      fullFor: () => 0,
      keepAlive: 90,
      isLeaving: () => false,
      basePath: "",
      reports: UNREPORTED,
      ...more,
    },
    { giveSeat: () => Promise.reject(new Error("none")), isStopping: () => false },
  );

/** A connection that sends one request after the other. */
async function connection(url: string) {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {});
  let received = "";
  socket.on("data", (chunk: Buffer) => {
    received += chunk.toString("latin1");
  });
  return {
    socket,
    /** @returns the head of the answer */
    async ask(): Promise<string> {
      received = "";
      socket.write(requestText("GET /healthz HTTP/1.1", ["Host: a"]));
      await until(() => received.includes("\r\n\r\n") || socket.destroyed, "an answer");
      return received;
    },
  };
}

async function listening(own: HttpFront): Promise<string> {
  own.on("request", (_request, response) => response.end("{}"));
  own.listen(0, "127.0.0.1");
  await once(own, "listening");
  return `http://127.0.0.1:${(own.address() as AddressInfo).port}`;
}

it("[LI5] requests that pile up behind a slow answer close the connection", async () => {
  const own = guarded();
  // Never answers.
  own.on("request", () => {});
  own.listen(0, "127.0.0.1");
  await once(own, "listening");
  const socket = connect((own.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(requestText("GET / HTTP/1.1", ["Host: a"]).repeat(1000));
  // A silent connection is closed as well, but later.
  await until(() => socket.destroyed, "the connection to be closed", 10_000);
  own.close();
});

describe.concurrent("[LI5] a connection that blocks", () => {
  it("and does not read a long answer is closed", async () => {
    // All answers of the server fit into the send buffers of the system, so this server has a longer one.
    const own = guarded();
    let isClosed = false;
    own.on("request", (_request, response) => {
      response.once("close", () => {
        isClosed = true;
      });
      response.end(Buffer.alloc(64e6));
    });
    own.listen(0, "127.0.0.1");
    await once(own, "listening");
    const socket = connect((own.address() as AddressInfo).port, "127.0.0.1");
    socket.on("error", () => {});
    socket.on("data", () => socket.pause());
    socket.write(requestText("GET / HTTP/1.1", ["Host: a"]));
    await until(() => isClosed, "the connection to be closed");
    socket.destroy();
    own.close();
  });

  it("and never ends its request is closed", async () => {
    const answer = await exchange(server.url, "GET / HTTP/1.1\r\nHost: a\r\nX: ", 40_000);
    expect(statusOf(answer)).toBe(408);
  });
});

describe.concurrent("[LI5] between two requests a connection", () => {
  it("may idle longer than load balancers keep it, which is longer than a request may stall", async () => {
    const { socket, ask } = await connection(server.url);
    expect(await ask()).toMatch(/^HTTP\/1\.1 200 .*keep-alive: timeout=90\b/is);
    // Longer than a connection stays open without data within a request.
    await wait(18_000);
    expect(statusOf(await ask())).toBe(200);
    socket.destroy();
  });

  it("idles no longer than configured", async () => {
    const own = guarded({ keepAlive: 1 });
    const { socket, ask } = await connection(await listening(own));
    expect(await ask()).toMatch(/keep-alive: timeout=1\b/i);
    // By itself it would idle for 90 s.
    await until(() => socket.destroyed, "the connection to be closed", 60_000);
    own.close();
  });

  it("is not kept by a process that is about to end", async () => {
    const own = guarded({ isLeaving: () => true });
    const { socket, ask } = await connection(await listening(own));
    expect(await ask()).toMatch(/connection: close\r\n/i);
    // By itself it would idle for 90 s.
    await until(() => socket.destroyed, "the connection to be closed", 60_000);
    own.close();
  });
});
