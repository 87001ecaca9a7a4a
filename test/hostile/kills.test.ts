/** The ten ways to hurt the stock framework. Each time: the server stands, others play on, the reason is counted. */
import { Protocol } from "@colyseus/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  binary,
  exchange,
  frame,
  OP,
  RawPlayer,
  requestText,
  reserve,
  seatTarget,
  statusOf,
  upgradeText,
} from "../support/rawSocket.ts";
import { counted, rejections } from "../support/rejections.ts";
import { memoryOf, type RunningServer, startServer } from "../support/server.ts";
import { pace, type StockPlayer, stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
let honest: StockPlayer;
beforeAll(async () => {
  server = await startServer();
  honest = await stockPlayer(server.url, "Honest");
});
afterAll(async () => {
  await honest.room.leave();
  // It also ends when it is asked to.
  await server.stop();
});

let before: Map<string, number>;
beforeEach(async () => {
  before = await rejections(server.url);
});
afterEach(async () => {
  // Every kill ends with this: the honest player is still being played to.
  const { tick } = honest.room.state;
  await until(() => honest.room.state.tick > tick + 30, "the game to go on");
});

const isCounted = (reason: string) => counted(server.url, before, reason);

const memory = (): number => memoryOf(server);

describe("one joined client cannot stop the process", () => {
  it.each([
    ["kill 1: a ring of unreliable inputs with a negative length", [0x14, 0x00, 0xff]],
    ["kill 2: a ring that announces two billion entries", [0x94, 0xce, 0xff, 0xff, 0xff, 0x7f, 1, 0, 0, 0]],
  ])("%s", async (_, bytes) => {
    const player = await RawPlayer.playing(server.url);
    const held = memory();
    player.send(binary(...bytes));
    expect(await player.ended()).toBe(4024);
    await isCounted("frame_code");
    expect(memory() - held, "MB more").toBeLessThan(100);
  });

  it.each([
    ["an array of two billion", [0xdd, 0x7f, 0xff, 0xff, 0xff]],
    ["a map of two billion", [0xdf, 0x7f, 0xff, 0xff, 0xff]],
    ["a text longer than its frame", [0xdb, 0x00, 0xff, 0xff, 0xff]],
    ["a record definition", [0xd4, 0x72, 0x40, 0x93, 0xa1, 0x61, 0xa1, 0x62, 0xa1, 0x63]],
    ["a thousand arrays in one another", new Array(900).fill(0x91)],
    ["nothing at all where a value should be", []],
  ])("kill 2, in a message: %s", async (_, payload) => {
    const player = await RawPlayer.playing(server.url);
    player.send(binary(Protocol.ROOM_DATA, 0xa4, ...Buffer.from("chat"), ...payload));
    if (payload.length > 0) expect(await player.ended()).toBe(4024);
    player.leave();
  });

  it("kill 5: no message makes a handler throw", async () => {
    const player = await RawPlayer.playing(server.url);
    for (const type of ["__proto__", "constructor", "toString", "chat", "respawn", "*", ""])
      player.send(
        binary(Protocol.ROOM_DATA, 0xa0 | type.length, ...Buffer.from(type), 0x81, 0xa1, 0x61, 0xc0),
      );
    await isCounted("unknown_message");
    player.leave();
    expect(server.log()).not.toContain("fault");
  });
});

describe("one request cannot end the process", () => {
  for (const [what, line, headers] of [
    ["kill 3: an upgrade to *:99999", "GET *:99999 HTTP/1.1", ["Host: 127.0.0.1"]],
    [
      "kill 4: an upgrade with a protocol that is none",
      "GET / HTTP/1.1",
      ["Host: a", "X-Forwarded-Proto: 1:"],
    ],
    ["kill 4: an upgrade with a host that is none", "GET / HTTP/1.1", ["Host: [:::"]],
    ["kill 4: an upgrade without a host", "GET / HTTP/1.1", []],
  ] as const)
    it(`${what} is answered with 400`, async () => {
      const answer = await exchange(
        server.url,
        requestText(line, [
          ...headers,
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        ]),
      );
      // Nobody believes a stranger's forwarded headers: that one is only dropped.
      if (!headers.some((header) => header.startsWith("X-"))) expect(statusOf(answer), answer).toBe(400);
      expect(server.log()).not.toMatch(/Invalid URL|unhandled/i);
    });

  for (const [what, headers, status] of [
    ["a host that is none", ["Host: [:::"], 400],
    ["a host with a path", ["Host: a/b"], 400],
    ["a stranger's forwarded protocol", ["Host: a", "X-Forwarded-Proto: 1:"], 200],
  ] as const)
    it(`kill 4: matchmaking with ${what} is answered with ${status}`, async () => {
      const body = '{"name":"Mallory"}';
      const answer = await exchange(
        server.url,
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
      server.url,
      Buffer.concat([Buffer.from(head), Buffer.from(chunked ? `${size.toString(16)}\r\n` : ""), body]),
    );
  };

  it.each([[false], [true]])("takes no 60 MB in a body (chunked: %s)", async (chunked) => {
    const held = memory();
    const answers = await Promise.all([1, 2, 3].map(() => post(60e6, chunked)));
    for (const answer of answers) expect([0, 413], answer.slice(0, 200)).toContain(statusOf(answer));
    expect(memory() - held, "MB more").toBeLessThan(150);
    await isCounted("body_too_large");
  });

  it("creates no 150 rooms for whoever asks", async () => {
    const asked = Array.from({ length: 150 }, () =>
      reserve(server.url, {}, {}, "create/arena").then(
        () => true,
        () => false,
      ),
    );
    const made = (await Promise.all(asked)).filter(Boolean).length;
    expect(made, "rooms").toBeLessThanOrEqual(12);
    await isCounted("rooms_created");
  });
});

describe("kill 7: who does not read", () => {
  it.each([
    ["and answers nothing", false],
    ["and sends pongs nobody asked for", true],
  ])("%s, is not kept", async (_, cheats) => {
    const player = await RawPlayer.playing(server.url);
    player.socket.pause();
    const cheating = setInterval(() => {
      if (cheats) player.send(frame(0x80 | OP.pong, Buffer.of()));
    }, 300);
    await isCounted(cheats ? "slow_reader" : "silent");
    clearInterval(cheating);
    player.leave();
  });

  it("and who never confirms its join", async () => {
    const player = await RawPlayer.seated(server.url);
    expect(await player.ended(20_000)).toBe(4025);
    await isCounted("join_not_confirmed");
  });
});

describe("kill 8: limits", () => {
  it("60 messages a second that arrive at once after 5 s cost an honest client nothing", async () => {
    const player = await RawPlayer.playing(server.url);
    const input = binary(Protocol.ROOM_INPUT_RELIABLE, 0x80, 100);
    player.send(Buffer.concat(Array.from({ length: 300 }, () => input)));
    await pace(60, 3, () => player.send(input));
    expect([player.closed, player.code]).toEqual([false, 0]);
    player.leave();
  });

  it("and a flooder is cut off within a second", async () => {
    const player = await RawPlayer.playing(server.url);
    const input = binary(Protocol.ROOM_INPUT_RELIABLE, 0x80, 100);
    const started = performance.now();
    const flood = setInterval(() => {
      for (let i = 0; i < 50; i++) player.send(input);
    }, 10);
    const code = await player.ended();
    clearInterval(flood);
    expect(code).toBe(4023);
    expect(performance.now() - started, "ms (a loaded machine is slow)").toBeLessThan(5000);
    await isCounted("too_fast");
  });
});

describe("kill 9: a foreign page", () => {
  const foreign = "http://evil.example";

  it("gets no seat, and no CORS header that lets it read an answer", async () => {
    for (const method of ["POST", "OPTIONS"]) {
      const answer = await fetch(`${server.url}/matchmake/joinOrCreate/arena`, {
        method,
        headers: { origin: foreign, "content-type": "application/json" },
        ...(method === "POST" ? { body: "{}" } : {}),
      });
      expect(answer.headers.get("access-control-allow-origin"), method).toBeNull();
      expect(answer.headers.get("access-control-allow-credentials"), method).toBeNull();
      expect(answer.status, method).toBe(403);
    }
    await isCounted("origin");
  });

  it("opens no socket with a seat it may have stolen", async () => {
    const seat = await reserve(server.url);
    const answer = await exchange(
      server.url,
      upgradeText(server.url, seatTarget(seat), [`Origin: ${foreign}`]),
    );
    expect(statusOf(answer)).toBe(403);
  });
});

describe("kill 10: a seat", () => {
  it("takes the session id the server chose, whatever a client asks for", async () => {
    const seat = await reserve(
      server.url,
      {},
      { name: "Mallory", sessionId: "chosen", authData: { sessionId: "chosen" } },
    );
    expect(seat.sessionId).not.toBe("chosen");
  });

  it("is not for who only knows its session id, which everybody in sight does", async () => {
    const victim = honest.room.sessionId;
    const { roomId } = honest.room;
    for (const query of [`sessionId=${victim}`, `sessionId=${victim}&reconnectionToken=guess`]) {
      const thief = await RawPlayer.open(server.url, `/p/${roomId}?${query}`);
      await until(() => thief.closed || thief.code > 0, "the thief to be shown out");
      expect(thief.heard.joins, query).toBe(0);
    }
  });

  it("is taken once", async () => {
    const seat = await reserve(server.url);
    const first = await RawPlayer.open(server.url, seatTarget(seat));
    await until(() => first.heard.joins > 0, "the seat to be taken");
    const again = await RawPlayer.open(server.url, seatTarget(seat));
    await until(() => again.closed || again.code > 0, "the second to be shown out");
    expect(again.heard.joins).toBe(0);
    first.leave();
  });
});
