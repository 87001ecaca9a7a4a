/**
 * Attacks without a seat that hurt the stock framework. For each: the server keeps running, others play on.
 */
import { describe, expect, it } from "vitest";
import { attacked } from "../support/attacked.ts";
import { exchange, requestText, reserve, seatTarget, statusOf, upgradeText } from "../support/rawSocket.ts";

const target = attacked();

describe("a single request cannot end the process", () => {
  for (const [what, line, headers] of [
    ["kill 3: an upgrade to *:99999", "GET *:99999 HTTP/1.1", ["Host: 127.0.0.1"]],
    ["kill 4: an upgrade with an invalid protocol", "GET / HTTP/1.1", ["Host: a", "X-Forwarded-Proto: 1:"]],
    ["kill 4: an upgrade with an invalid host", "GET / HTTP/1.1", ["Host: [:::"]],
    ["kill 4: an upgrade without a host", "GET / HTTP/1.1", []],
  ] as const)
    it(`${what} is answered with 400`, async () => {
      const answer = await exchange(
        target.url,
        requestText(line, [
          ...headers,
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        ]),
      );
      // Forwarded headers of an untrusted client are only dropped.
      if (!headers.some((header) => header.startsWith("X-"))) expect(statusOf(answer), answer).toBe(400);
      expect(target.server.log()).not.toMatch(/Invalid URL|unhandled/i);
    });

  for (const [what, headers, status] of [
    ["an invalid host", ["Host: [:::"], 400],
    ["a host with a path", ["Host: a/b"], 400],
    ["an untrusted forwarded protocol", ["Host: a", "X-Forwarded-Proto: 1:"], 200],
  ] as const)
    it(`kill 4: matchmaking with ${what} is answered with ${status}`, async () => {
      const body = '{"name":"Mallory"}';
      const answer = await exchange(
        target.url,
        requestText(
          "POST /matchmake/joinOrCreate/arena HTTP/1.1",
          [
            ...headers,
            "Content-Type: application/json",
            `Content-Length: ${body.length}`,
            "Connection: close",
          ],
          body,
        ),
      );
      expect(statusOf(answer), answer).toBe(status);
    });
});

describe("kill 6: matchmaking", () => {
  const post = (size: number, chunked: boolean): Promise<string> => {
    const body = Buffer.alloc(size, 0x20);
    const head = requestText("POST /matchmake/joinOrCreate/arena HTTP/1.1", [
      "Host: 127.0.0.1",
      "Content-Type: application/json",
      chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${size}`,
    ]);
    return exchange(
      target.url,
      Buffer.concat([Buffer.from(head), Buffer.from(chunked ? `${size.toString(16)}\r\n` : ""), body]),
    );
  };

  it.each([[false], [true]])("refuses a body of 60 MB (chunked: %s)", async (chunked) => {
    const held = target.memory();
    const answers = await Promise.all([1, 2, 3].map(() => post(60e6, chunked)));
    for (const answer of answers) expect([0, 413], answer.slice(0, 200)).toContain(statusOf(answer));
    expect(target.memory() - held, "MB more").toBeLessThan(150);
    await target.isCounted("body_too_large");
  });

  it("does not create 150 rooms for one client", async () => {
    const asked = Array.from({ length: 150 }, () =>
      reserve(target.url, {}, {}, "create/arena").then(
        () => true,
        () => false,
      ),
    );
    const made = (await Promise.all(asked)).filter(Boolean).length;
    expect(made, "rooms").toBeLessThan(50);
    await target.isCounted("rooms_created");
  });
});

describe("kill 9: a page of another origin", () => {
  const foreign = "http://evil.example";

  it("gets no seat, and no CORS header that lets it read an answer", async () => {
    for (const method of ["POST", "OPTIONS"]) {
      const answer = await fetch(`${target.url}/matchmake/joinOrCreate/arena`, {
        method,
        headers: { origin: foreign, "content-type": "application/json" },
        ...(method === "POST" ? { body: "{}" } : {}),
      });
      expect(answer.headers.get("access-control-allow-origin"), method).toBeNull();
      expect(answer.headers.get("access-control-allow-credentials"), method).toBeNull();
      expect(answer.status, method).toBe(403);
    }
    await target.isCounted("origin");
  });

  it("opens no socket with a stolen seat", async () => {
    const seat = await reserve(target.url);
    const answer = await exchange(
      target.url,
      upgradeText(target.url, seatTarget(seat), [`Origin: ${foreign}`]),
    );
    expect(statusOf(answer)).toBe(403);
  });
});
