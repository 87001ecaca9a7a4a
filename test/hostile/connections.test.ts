/** What one HTTP connection may do: ask one thing at a time, and not for ever. */
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

describe.concurrent("[LI5] a connection that holds the line", () => {
  it("and does not read the answer it asked for is closed", { timeout: 120_000 }, async () => {
    const { port } = new URL(server.url);
    const page = await (await fetch(server.url)).text();
    const script = /\/assets\/[\w-]+\.js/.exec(page)![0];
    const { length } = await (await fetch(`${server.url}${script}`)).text();
    const socket = connect(Number(port), "127.0.0.1");
    socket.on("error", () => {});
    socket.write(requestText(`GET ${script} HTTP/1.1`, ["Host: a"]));
    let heard = 0;
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.length;
      socket.pause();
    });
    // Nobody tells who does not read: what is left in the system's buffers is all there is when it reads again.
    await wait(30_000);
    socket.removeAllListeners("data").on("data", (chunk: Buffer) => {
      heard += chunk.length;
    });
    socket.resume();
    await new Promise((resolve) => socket.once("close", resolve));
    expect(heard).toBeLessThan(length);
  });

  it("and never ends its request is closed", async () => {
    const started = performance.now();
    const answer = await exchange(server.url, "GET / HTTP/1.1\r\nHost: a\r\nX: ", 40_000);
    expect(statusOf(answer)).toBe(408);
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});
