/** The identity of a player, and what it protects: the seat, the return to it, and the tokens. */
import { Protocol } from "@colyseus/core";
import { SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { socketOf } from "../../client/framework/sdk.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import { binary, RawPlayer, reserve, type Seat, seatTarget } from "../support/rawSocket.ts";
import { counted, rejections } from "../support/rejections.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

const CONFIRM = binary(Protocol.JOIN_ROOM);
const SECRET = "a secret of 32 characters that only tests know";
let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ AUTH_SECRET: SECRET, LOG_LEVEL: "trace" });
});
afterAll(() => server.stop());

interface Answer {
  token: string;
  player: { id: string; name: string };
}
async function session(headers: { [name: string]: string } = {}, name: unknown = "Ada"): Promise<Response> {
  return fetch(`${server.url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ name }),
  });
}
const identity = async (headers?: { [name: string]: string }): Promise<Answer> =>
  (await (await session(headers)).json()) as Answer;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const sign = (subject: string, secret: string, expires: string) =>
  new SignJWT()
    .setProtectedHeader({ alg: "HS256" })
    .setIssuer("skirmish")
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(secret));
const isDisconnected = async (player: RawPlayer): Promise<void> => {
  await until(() => player.closed || player.code > 0, "the client to be disconnected");
  expect(player.received.joins, "seats taken").toBe(0);
};

describe("[ID1] a session", () => {
  it("gives a guest an id, which stays the same with its token or its cookie", async () => {
    const first = await session();
    const { token, player } = (await first.json()) as Answer;
    expect(player).toMatchObject({ id: expect.stringMatching(/^[\w-]{36}$/), name: "Ada" });
    expect((await identity(bearer(token))).player.id).toBe(player.id);
    const cookie = first.headers.get("set-cookie")!;
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect((await identity({ cookie: cookie.split(";")[0]! })).player.id).toBe(player.id);
    expect((await identity()).player.id).not.toBe(player.id);
  });

  it("has a cookie that another server on the same host neither reads nor overwrites", async () => {
    const nameOf = async (url: string) =>
      (await fetch(`${url}/api/session`, { method: "POST" })).headers.get("set-cookie")!.split("=")[0];
    const other = await startServer({ AUTH_SECRET: "the secret of another server there" });
    const same = await startServer({ AUTH_SECRET: SECRET });
    expect(await nameOf(other.url)).not.toBe(await nameOf(server.url));
    expect(await nameOf(same.url), "processes with the same secret share it").toBe(await nameOf(server.url));
    for (const one of [other, same]) await one.stop();
  });

  it("grants the same names as a room, and replaces a name that is refused", async () => {
    expect(((await (await session({}, "\u202Eadmin")).json()) as Answer).player.name).toMatch(
      /^Pilot-\d{4}$/,
    );
    expect((await session({}, { a: 1 })).status).toBe(200);
  });

  it.each([
    ["signed with another key", () => sign("me", "another secret of thirty-two chars", "1h")],
    ["that has expired", () => sign("me", SECRET, "-1s")],
    [
      "without a signature",
      async () => `${btoa('{"alg":"none"}')}.${btoa('{"sub":"me","iss":"skirmish"}')}.`,
    ],
    ["that is malformed", async () => "junk"],
  ])("a request with a token %s gets no seat, and the answer is 401", async (_, make) => {
    const token = (await make()).replaceAll("=", "");
    await expect(reserve(server.url, bearer(token))).rejects.toThrow(/401.*ask for a new one/);
  });
});

it("[ID1] a client with an expired session, as on a page that was open for long, gets a new one and plays", async () => {
  const old: Answer = { token: await sign("me", SECRET, "-1s"), player: { id: "me", name: "Ada" } };
  const session = await join({ url: server.url, room: "arena", name: "Ada", identity: old });
  expect(session.own()?.name).toBe("Ada");
  await session.leave();
});

describe("[ID2] a reserved seat", () => {
  let seat: Seat;
  let mine: Answer;
  beforeEach(async () => {
    mine = await identity();
    seat = await reserve(server.url, bearer(mine.token));
  });
  const lines = (token: string) => [`Authorization: Bearer ${token}`];

  it("is not given to a client that has only stolen its session id", async () => {
    const thief = await identity();
    const before = await rejections(server.url);
    await isDisconnected(await RawPlayer.open(server.url, seatTarget(seat)));
    await isDisconnected(await RawPlayer.open(server.url, seatTarget(seat), lines(thief.token)));
    await counted(server.url, before, "not_yours", 2);
  });

  it("is given to the player, identified by header, by cookie, or as the stock SDK does it", async () => {
    const cookie = (await session(bearer(mine.token))).headers.get("set-cookie")!.split(";")[0]!;
    const ways = [
      (to: string) => RawPlayer.open(server.url, to, lines(mine.token)),
      (to: string) => RawPlayer.open(server.url, to, [`Cookie: a=b; ${cookie}`]),
      (to: string) => RawPlayer.open(server.url, `${to}&_authToken=${mine.token}`),
    ];
    for (const way of ways) {
      const player = await way(seatTarget(seat));
      await until(() => player.received.joins > 0, "the player to play");
      player.leave();
      seat = await reserve(server.url, bearer(mine.token));
    }
  });

  it("is given to the player at the return: the reconnection token alone is not enough", async () => {
    const player = await RawPlayer.open(server.url, seatTarget(seat), lines(mine.token));
    await until(() => player.returnToken !== "", "the player to play");
    player.send(CONFIRM);
    await until(() => player.received.patches > 0, "patches to arrive");
    player.leave();
    await until(
      () => server.log().includes(`"player":"${seat.sessionId}","code":1006,"msg":"player dropped`),
      "drop",
    );
    const target = `${seatTarget(seat)}&reconnectionToken=${player.returnToken}`;
    await isDisconnected(await RawPlayer.open(server.url, target));
    const back = await RawPlayer.open(server.url, target, lines(mine.token));
    await until(() => back.received.joins > 0, "the player to be back");
    back.leave();
  });
});

describe("[ID3] a reconnection token", () => {
  it("is good for one return", async () => {
    const bob = await stockPlayer(server.url, "Bob");
    bob.room.reconnection.enabled = false;
    const { sessionId, roomId } = bob.room;
    const first = bob.room.reconnectionToken.split(":")[1]!;
    const target = (token: string) => `/p/${roomId}?sessionId=${sessionId}&reconnectionToken=${token}`;
    socketOf(bob.room).close();
    await until(
      () => server.log().includes(`"player":"${sessionId}","code":1005,"msg":"player dropped`),
      "drop",
    );
    const back = await RawPlayer.open(server.url, target(first));
    await until(() => back.received.joins > 0, "Bob to be back");
    back.send(CONFIRM);
    await until(() => back.received.patches > 0, "patches to arrive");
    // An attacker found the first token in a log, and tries it now.
    await isDisconnected(await RawPlayer.open(server.url, target(first)));
    const { patches } = back.received;
    await until(() => back.received.patches > patches + 5, "Bob to play on");
    back.leave();
  });
});

it("[ID4] no token of any kind is in the log or the metrics", async () => {
  const { token } = await identity();
  const seat = await reserve(server.url, bearer(token));
  const player = await RawPlayer.open(server.url, `${seatTarget(seat)}&_authToken=${token}`);
  await until(() => player.received.joins > 0, "the player to play");
  await RawPlayer.open(
    server.url,
    `/p/${seat.roomId}?sessionId=${seat.sessionId}&reconnectionToken=secretsecret`,
  );
  await fetch(`${server.url}/matchmake/reconnect/${seat.roomId}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"reconnectionToken":"secretsecret"}',
  });
  player.leave();
  const everything = server.log() + (await (await fetch(`${server.url}/metrics`)).text());
  expect(everything).not.toContain(token);
  expect(everything).not.toContain("secretsecret");
  expect(everything).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
});
