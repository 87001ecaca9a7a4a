/** What one HTTP connection may do: ask one thing at a time, and not for ever. */
import { once } from "node:events";
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

describe("[LI5] requests that do not wait for their answers", () => {
  const text = requestText("GET /api/rooms HTTP/1.1", ["Host: a"]);

  it("are answered up to the second, which says why the connection ends", async () => {
    const answer = await exchange(server.url, text.repeat(10));
    const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);
    expect(statuses).toEqual(["200", "400"]);
    expect(answer).toMatch(/one request at a time/);
  });

  it("open no socket either", async () => {
    const answer = await exchange(server.url, text + upgradeText(server.url, "/"));
    expect(answer).not.toMatch(/HTTP\/1\.1 101/);
  });

  it("are nobody's who waits: a connection serves one after the other", async () => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    let heard = "";
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.toString("latin1");
    });
    for (let times = 1; times <= 20; times++) {
      socket.write(text);
      await until(() => heard.match(/\r\n\r\n\[.*?\](?=HTTP|$)/gs)?.length === times, `answer ${times}`);
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

/** A connection on which one request after the other is sent. */
async function connection(url: string) {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {});
  let heard = "";
  socket.on("data", (chunk: Buffer) => {
    heard += chunk.toString("latin1");
  });
  return {
    socket,
    /** @returns the head of the answer */
    async ask(): Promise<string> {
      heard = "";
      socket.write(requestText("GET /healthz HTTP/1.1", ["Host: a"]));
      await until(() => heard.includes("\r\n\r\n") || socket.destroyed, "an answer");
      return heard;
    },
  };
}

async function listening(own: HttpFront): Promise<string> {
  own.on("request", (_request, response) => response.end("{}"));
  own.listen(0, "127.0.0.1");
  await once(own, "listening");
  return `http://127.0.0.1:${(own.address() as AddressInfo).port}`;
}

it("[LI5] requests that pile up behind an answer that takes long cost the connection", async () => {
  const own = guarded();
  // Never answers.
  own.on("request", () => {});
  own.listen(0, "127.0.0.1");
  await once(own, "listening");
  const socket = connect((own.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(requestText("GET / HTTP/1.1", ["Host: a"]).repeat(1000));
  // One that is silent is closed as well, but later.
  await until(() => socket.destroyed, "the connection to be cut", 10_000);
  own.close();
});

describe.concurrent("[LI5] a connection that holds the line", () => {
  it("and does not read a long answer is closed", { timeout: 120_000 }, async () => {
    // Nothing of ours is longer than what systems keep for who does not read, so this server has something.
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
    await until(() => isClosed, "the connection to be closed", 90_000);
    socket.destroy();
    own.close();
  });

  it("and never ends its request is closed", async () => {
    const answer = await exchange(server.url, "GET / HTTP/1.1\r\nHost: a\r\nX: ", 40_000);
    expect(statusOf(answer)).toBe(408);
  });
});

describe.concurrent("[LI5] between two requests a connection", () => {
  it("may rest longer than balancers let it, which is longer than anything may last within one", async () => {
    const { socket, ask } = await connection(server.url);
    expect(await ask()).toMatch(/^HTTP\/1\.1 200 .*keep-alive: timeout=90\b/is);
    // Longer than a connection stays on which nothing moves within a request.
    await wait(18_000);
    expect(statusOf(await ask())).toBe(200);
    socket.destroy();
  });

  it("rests no longer than was set", async () => {
    const own = guarded({ keepAlive: 1 });
    const { socket, ask } = await connection(await listening(own));
    expect(await ask()).toMatch(/keep-alive: timeout=1\b/i);
    await until(() => socket.destroyed, "the connection to be closed", 20_000);
    own.close();
  });

  it("is not kept by a process that is about to end", async () => {
    const own = guarded({ isLeaving: () => true });
    const { socket, ask } = await connection(await listening(own));
    expect(await ask()).toMatch(/connection: close\r\n/i);
    await until(() => socket.destroyed, "the connection to be closed", 20_000);
    own.close();
  });
});
