/** Hostile clients of the HTTP transport: whatever they send, other connections are not affected. */
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { Protocol } from "@colyseus/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONCURRENT } from "../../server/net/limits.ts";
import { DOWN, MOST_BODY, writeDown } from "../../shared/httpTransport.ts";
import { HttpPlayer, openOverHttp, unknownFrame } from "../support/httpPlayer.ts";
import { binary, frame, OP, requestText, reserve } from "../support/rawSocket.ts";
import { counted, metricsOf, rejections } from "../support/rejections.ts";
import { memoryOf, type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

/** This machine is the trusted proxy here, so that tests can use any client address. */
let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ TRUST_PROXY: "127.0.0.1" });
});
afterAll(() => server?.stop());

const connections = async () =>
  Number(/^skirmish_http_connections (\d+)/m.exec(await metricsOf(server.url))?.[1]);
const from = (address: string) => ({ "x-forwarded-for": address });
/** By ws: a protocol error. */
const MALFORMED = 1002;
const ping = binary(Protocol.PING);

describe("[HT4] a connection", () => {
  it("is known by its secret alone, which is in no log, and is counted while it is open", async () => {
    const before = await connections();
    const ada = await HttpPlayer.playing(server.url);
    const bob = await HttpPlayer.playing(server.url);
    expect(bob.secret).not.toEqual(ada.secret);
    expect(await connections()).toBe(before + 2);
    const stolen = await ada.up(1, ping, randomBytes(16));
    expect(stolen.status).toBe(404);
    expect((await ada.post("down", writeDown(randomBytes(16), 0, DOWN.stream))).status).toBe(404);
    expect((await ada.send(ping)).status).toBe(200);
    await until(async () => (await ada.poll()) && ada.has(Protocol.PING), "an answer");
    expect(ada.count(Protocol.PING)).toBe(1);
    expect(server.log()).not.toContain(ada.secret.toString("hex"));
    expect((await bob.up(99, ping)).status).toBe(400);
    await until(async () => (await connections()) === before + 1, "his connection to be gone");
  });

  it("takes each batch once and in order, however often and in whatever order they come", async () => {
    const ada = await HttpPlayer.playing(server.url);
    ada.answersPings = false;
    const next = (ahead: number, bytes = ping) => ada.up(ada.batch + ahead, bytes);
    for (const ahead of [2, 1, 1, 3, 2]) expect((await next(ahead)).status).toBe(200);
    await ada.poll();
    expect(ada.count(Protocol.PING), "while the first one is missing").toBe(0);
    for (const ahead of [0, 0, 1]) expect((await next(ahead)).status).toBe(200);
    await until(async () => (await ada.poll()) && ada.count(Protocol.PING) >= 4, "four answers");
    expect((await next(4)).status).toBe(200);
    await until(async () => (await ada.poll()) && ada.count(Protocol.PING) >= 5, "the fifth");
    expect(ada.count(Protocol.PING)).toBe(5);
  });

  it.each([
    ["a batch far from the next one", (ada: HttpPlayer) => ada.up(99, ping)],
    ["less than a batch", (ada: HttpPlayer) => ada.post("up", Uint8Array.from(ada.secret))],
    [
      "an acknowledgement of what was not sent",
      async (ada: HttpPlayer) => {
        const { offset } = ada;
        ada.offset = 2 ** 40;
        const answer = await ada.send(ping);
        ada.offset = offset;
        return answer;
      },
    ],
    ["an offset that is none", (ada: HttpPlayer) => ada.down(DOWN.poll, Number.NaN)],
  ])("is closed as a malformed WebSocket is, for %s", async (_, send) => {
    const ada = await HttpPlayer.playing(server.url);
    expect((await send(ada)).status).toBe(400);
    expect(await ada.ended()).toBe(MALFORMED);
  });

  it("takes no large body, announced or not", async () => {
    const ada = await HttpPlayer.playing(server.url);
    const before = await rejections(server.url);
    expect((await ada.post("up", new Uint8Array(MOST_BODY + 1))).status).toBe(413);
    await counted(server.url, before, "body_too_large");
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    let isClosed = false;
    socket.on("error", () => {});
    socket.on("close", () => {
      isClosed = true;
    });
    socket.write(requestText("POST /a/b/http/up HTTP/1.1", ["Host: a", "Transfer-Encoding: chunked"]));
    const chunk = `4000\r\n${"x".repeat(0x4000)}\r\n`;
    const sending = setInterval(() => socket.write(chunk), 5);
    await until(() => isClosed, "the server to hang up");
    clearInterval(sending);
    expect((await ada.send(ping)).status, "others go on").toBe(200);
  });

  it("continues while its client network asks for unknown connections, until it is rate limited", async () => {
    const network = from("203.0.113.20");
    const ada = await HttpPlayer.playing(server.url, network);
    const guess = () =>
      ada.post("up", randomBytes(40) as Uint8Array<ArrayBuffer>, network).then(({ status }) => status);
    const reading = setInterval(() => void ada.poll(), 200);
    let statuses: number[] = [];
    // The limit refills meanwhile: on a slow machine it takes many more requests than its burst.
    for (let i = 0; i < 600 && !statuses.includes(429); i++)
      statuses = await Promise.all(Array.from({ length: 50 }, guess));
    clearInterval(reading);
    expect(statuses).toContain(429);
    expect((await ada.send(ping)).status).toBe(200);
  });
});

describe("[HT3] like a WebSocket, a connection over HTTP", () => {
  it("is refused a seat of another player, and a page of another origin", async () => {
    const seat = await reserve(server.url, from("203.0.113.21"));
    const foreign = await openOverHttp(server.url, seat, { origin: "https://evil.example" });
    expect(foreign.status).toBe(403);
    const identity = await fetch(`${server.url}/api/session`, {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    });
    const { token } = (await identity.json()) as { token: string };
    const mine = await reserve(server.url, { authorization: `Bearer ${token}` });
    const before = await rejections(server.url);
    expect(await (await HttpPlayer.open(server.url, {}, mine)).ended()).toBe(4003);
    await counted(server.url, before, "not_yours");
    const answer = await openOverHttp(server.url, mine, {}, { authorization: `Bearer ${token}` });
    expect(answer.status, "with the token in the body").toBe(200);
  });

  it.each([
    ["that are not of the room", 4024, () => unknownFrame()],
    ["that are no frames of a WebSocket", MALFORMED, () => frame(0xf3, Buffer.of(1))],
  ])("is closed for frames %s", async (_, code, bytes) => {
    const ada = await HttpPlayer.playing(server.url);
    await ada.send(bytes());
    expect(await ada.ended()).toBe(code);
  });

  it("is closed with 4023 when it floods", async () => {
    const ada = await HttpPlayer.playing(server.url);
    const many = Buffer.concat(Array.from({ length: 400 }, () => ping));
    for (let i = 0; i < 6; i++) await ada.send(many);
    expect(await ada.ended()).toBe(4023);
  });

  it("[RD1] is closed when its client does not read, and little is kept for it", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => HttpPlayer.playing(server.url)));
    const before = await rejections(server.url);
    const held = memoryOf(server);
    // Half of them ask for a stream and read nothing of it, half ask for nothing; some go on sending.
    for (const [i, player] of all.entries()) if (i % 2 === 0) void player.down(DOWN.stream);
    const sending = setInterval(() => {
      for (const [i, player] of all.entries()) if (i % 4 < 2) void player.send(ping).catch(() => {});
    }, 100);
    await counted(server.url, before, "slow_reader", 10);
    clearInterval(sending);
    await counted(server.url, before, "silent", 10);
    expect(memoryOf(server) - held, "additional MB").toBeLessThan(50);
  });

  it("[LI5] counts as a socket of its client network: one too many is closed with 4022", async () => {
    const seats = await Promise.all(
      Array.from({ length: CONCURRENT.sockets + 10 }, (_, i) =>
        reserve(server.url, from(`198.51.100.${i % 16}`), {}, "joinOrCreate/swarm"),
      ),
    );
    const open = await Promise.all(
      seats.map((seat) => HttpPlayer.open(server.url, from("203.0.113.11"), seat)),
    );
    const closes = await Promise.all(
      open.map(async (player) => {
        await player.poll();
        return player.frames.find(({ head }) => (head & 15) === OP.close)?.payload.readUInt16BE(0);
      }),
    );
    expect(closes).toContain(4022);
    // All leave: a later test may need the network.
    await Promise.all(open.map((player) => player.up(0, frame(0x88, Buffer.of(3, 232)))));
  });
});
