/**
 * Rate limits: a client above a limit is refused with the time of the next attempt; honest crowds never reach
 * one.
 */
import { Protocol } from "@colyseus/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONCURRENT } from "../../server/net/limits.ts";
import { untilRefused } from "../support/overload.ts";
import {
  binary,
  exchange,
  RawPlayer,
  requestText,
  reserve,
  type Seat,
  seatTarget,
  statusOf,
} from "../support/rawSocket.ts";
import { type RunningServer, startServer, WITH_IO_THREAD } from "../support/server.ts";
import { until } from "../support/until.ts";

/** This machine is the trusted proxy here, so that tests can use any client address. */
let server: RunningServer;
beforeAll(async () => {
  server = await startServer({
    TRUST_PROXY: "127.0.0.1",
    OPS_TOKEN: "an operator's secret",
    ...WITH_IO_THREAD,
  });
});
afterAll(() => server.stop());

const from = (address: string) => ({ "x-forwarded-for": address });
const session = async (headers: { [name: string]: string }): Promise<Response> =>
  fetch(`${server.url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: '{"name":"Ada"}',
  });
async function bearer(address: string): Promise<{ [name: string]: string }> {
  const { token } = (await (await session(from(address))).json()) as { token: string };
  return { ...from(address), authorization: `Bearer ${token}` };
}

describe("[LI4] fifty people behind one address", () => {
  it("all join, reload at the same moment, and join again", async () => {
    const party = async (): Promise<RawPlayer[]> =>
      Promise.all(
        Array.from({ length: 50 }, async () =>
          RawPlayer.playing(server.url, await bearer("203.0.113.7"), "joinOrCreate/swarm"),
        ),
      );
    const first = await party();
    for (const player of first) player.leave();
    const second = await party();
    expect(second.filter(({ closed, code }) => closed || code > 0)).toEqual([]);
    for (const player of second) player.leave();
  });

  it("try many names on the title screen before they join", async () => {
    const guests = await Promise.all(Array.from({ length: 50 }, () => bearer("203.0.113.15")));
    const looks = await Promise.all(
      guests.flatMap((guest) => Array.from({ length: 6 }, () => session(guest))),
    );
    expect(looks.filter(({ status }) => status !== 200)).toEqual([]);
  });
});

describe("[LI5] one address above a limit", () => {
  it("gets 429 with Retry-After, and other addresses are not affected", async () => {
    const late = await untilRefused(200, () => session(from("203.0.113.8")));
    expect(late.length, "answers of 429").toBeGreaterThan(0);
    expect(Number(late[0]!.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await session(from("203.0.113.9"))).status).toBe(200);
  });

  it("gains nothing from more IPv6 addresses: a client network counts as one", async () => {
    const late = await untilRefused(200, (i) => session(from(`2001:db8:1:2::${i.toString(16)}`)));
    expect(late.length, "answers of 429").toBeGreaterThan(0);
    expect((await session(from("2001:db8:1:3::1"))).status).toBe(200);
  });

  it("gets fewer seats without an identity than with one", async () => {
    const guests = await Promise.allSettled(
      Array.from({ length: 120 }, () => reserve(server.url, from("203.0.113.10"))),
    );
    const refused = guests.filter((seat) => seat.status === "rejected");
    expect(refused.length, "seats refused").toBeGreaterThan(0);
    expect(String((refused[0] as PromiseRejectedResult).reason)).toMatch(/429.*try again in \d+ s/);
    await reserve(server.url, await bearer("203.0.113.10"));
  });

  it("has its sockets closed with 4022 when there are too many", async () => {
    // Seats are reserved from other addresses: only the limit of sockets must be reached.
    const seats = await Promise.all(
      Array.from({ length: CONCURRENT.sockets + 10 }, (_, i) =>
        reserve(server.url, from(`198.51.100.${i % 16}`), {}, "joinOrCreate/swarm"),
      ),
    );
    const take = async (seat: Seat): Promise<RawPlayer> => {
      const player = await RawPlayer.open(server.url, seatTarget(seat), ["X-Forwarded-For: 203.0.113.11"]);
      player.send(binary(Protocol.JOIN_ROOM));
      return player;
    };
    const open = await Promise.all(seats.map(take));
    await until(() => open.some(({ code }) => code === 4022), "a socket to be closed with 4022");
    for (const player of open) player.leave();
  });
});

describe("[LI5] a client network that reads records", () => {
  it("is told when to come again, and other networks are not affected", async () => {
    const ask = (address: string) =>
      fetch(`${server.url}/api/leaderboard?mode=arena`, { headers: from(address) });
    const late = await untilRefused(260, () => ask("203.0.113.16"));
    expect(late.length, "answers of 429").toBeGreaterThan(0);
    expect(Number(late[0]!.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await ask("203.0.113.17")).status, "this server keeps no records").toBe(404);
  });
});

describe("[LI6] a forwarded client address", () => {
  it("is accepted only from a proxy of TRUST_PROXY", async () => {
    const other = await startServer();
    const answer = await exchange(
      other.url,
      requestText("GET /metrics HTTP/1.1", [
        "Host: localhost",
        "X-Forwarded-For: 127.0.0.1",
        "Connection: close",
      ]),
    );
    expect(statusOf(answer), "a forwarded request does not count as local").toBe(403);
    await other.stop();
  });

  it("is read from the nearest hop outwards: an entry that a client has put in front is ignored", async () => {
    const late = await untilRefused(200, (i) => session(from(`198.51.100.${i}, 203.0.113.12`)));
    expect(late.length, "answers of 429").toBeGreaterThan(0);
  });
});

describe("[LI7] one player", () => {
  it("holds four seats at most", async () => {
    const headers = await bearer("203.0.113.13");
    const held: RawPlayer[] = [];
    for (let i = 0; i < 4; i++) held.push(await RawPlayer.playing(server.url, headers));
    const seat = await reserve(server.url, headers);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const fifth = await RawPlayer.open(server.url, seatTarget(seat), lines);
    await until(() => fifth.closed || fifth.code > 0, "the fifth to be closed");
    expect(fifth.received.joins).toBe(0);
    await until(
      () => server.log().includes('"reason":"you play in too many places already"'),
      "the log line",
    );
    expect(server.log(), "a refusal is no fault").not.toContain("fault in a room");
    for (const player of held) player.leave();
  });
});

describe("[OP1] the operator's token", () => {
  it("gives access to the metrics; wrong tokens are slowed down, and the right one never is", async () => {
    const ask = (token: string) =>
      fetch(`${server.url}/metrics`, {
        headers: { authorization: `Bearer ${token}`, ...from("203.0.113.14") },
      });
    const guesses = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(`guess ${i}`)));
    expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401, 429]));
    expect((await ask("an operator's secret")).status).toBe(200);
  });
});

describe("[OP1] without an operator's token", () => {
  it("requests from this machine may read, under its own host name only, and not through a proxy", async () => {
    const other = await startServer();
    const ask = async (headers: string[]) =>
      statusOf(
        await exchange(other.url, requestText("GET /metrics HTTP/1.1", [...headers, "Connection: close"])),
      );
    expect(await ask(["Host: localhost"])).toBe(200);
    expect(await ask(["Host: 127.0.0.1:80"])).toBe(200);
    expect(await ask(["Host: rebound.example"])).toBe(403);
    expect(await ask(["Host: 127.evil.example"])).toBe(403);
    expect(await ask(["Host: localhost", "X-Real-IP: 127.0.0.1"])).toBe(403);
    await other.stop();
  });
});
