/**
 * Attacks of one player that hurt the stock framework. For each: the server keeps running, others play on,
 * the reason is counted.
 */
import { Protocol } from "@colyseus/core";
import { describe, expect, it } from "vitest";
import { attacked } from "../support/attacked.ts";
import { binary, frame, OP, RawPlayer, reserve, seatTarget } from "../support/rawSocket.ts";
import { pace } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

const target = attacked();

describe("a joined client cannot stop the process", () => {
  it.each([
    ["kill 1: a ring of unreliable inputs with a negative length", [0x14, 0x00, 0xff]],
    ["kill 2: a ring that announces two billion entries", [0x94, 0xce, 0xff, 0xff, 0xff, 0x7f, 1, 0, 0, 0]],
  ])("%s", async (_, bytes) => {
    const player = await RawPlayer.playing(target.url);
    const held = target.memory();
    player.send(binary(...bytes));
    expect(await player.ended()).toBe(4024);
    await target.isCounted("frame_code");
    expect(target.memory() - held, "MB more").toBeLessThan(100);
  });

  it.each([
    ["an array of two billion", [0xdd, 0x7f, 0xff, 0xff, 0xff]],
    ["a map of two billion", [0xdf, 0x7f, 0xff, 0xff, 0xff]],
    ["a text longer than its frame", [0xdb, 0x00, 0xff, 0xff, 0xff]],
    ["a record definition", [0xd4, 0x72, 0x40, 0x93, 0xa1, 0x61, 0xa1, 0x62, 0xa1, 0x63]],
    ["a thousand nested arrays", new Array(900).fill(0x91)],
    ["no value at all", []],
  ])("kill 2, in a message: %s", async (_, payload) => {
    const player = await RawPlayer.playing(target.url);
    player.send(binary(Protocol.ROOM_DATA, 0xa4, ...Buffer.from("chat"), ...payload));
    if (payload.length > 0) expect(await player.ended()).toBe(4024);
    player.leave();
  });

  it("kill 5: no message makes a handler throw", async () => {
    const player = await RawPlayer.playing(target.url);
    for (const type of ["__proto__", "constructor", "toString", "chat", "respawn", "*", ""])
      player.send(
        binary(Protocol.ROOM_DATA, 0xa0 | type.length, ...Buffer.from(type), 0x81, 0xa1, 0x61, 0xc0),
      );
    await target.isCounted("unknown_message");
    player.leave();
    expect(target.server.log()).not.toContain("fault");
  });
});

describe.concurrent("kill 7: a client that does not read", () => {
  it.each([
    ["and answers nothing", false],
    ["and sends unsolicited pongs", true],
  ])("%s is closed", async (_, cheats) => {
    const player = await RawPlayer.playing(target.url);
    player.socket.pause();
    const cheating = setInterval(() => {
      if (cheats) player.send(frame(0x80 | OP.pong, Buffer.of()));
    }, 300);
    await target.isCounted(cheats ? "slow_reader" : "silent");
    clearInterval(cheating);
    player.leave();
  });

  it("and never confirms its join is closed", async () => {
    const player = await RawPlayer.seated(target.url);
    expect(await player.ended(20_000)).toBe(4025);
    await target.isCounted("join_not_confirmed");
  });
});

describe("kill 8: limits", () => {
  it("60 messages a second that arrive at once after 5 s have no consequence for an honest client", async () => {
    const player = await RawPlayer.playing(target.url);
    const input = binary(Protocol.ROOM_INPUT_RELIABLE, 0x80, 100);
    player.send(Buffer.concat(Array.from({ length: 300 }, () => input)));
    await pace(60, 3, () => player.send(input));
    expect([player.closed, player.code]).toEqual([false, 0]);
    player.leave();
  });

  it("a flood is closed", async () => {
    const player = await RawPlayer.playing(target.url);
    const input = binary(Protocol.ROOM_INPUT_RELIABLE, 0x80, 100);
    const flood = setInterval(() => {
      for (let i = 0; i < 50; i++) player.send(input);
    }, 10);
    const code = await player.ended();
    clearInterval(flood);
    expect(code).toBe(4023);
    await target.isCounted("too_fast");
  });
});

describe("kill 10: a seat", () => {
  it("has the session id that the server chose, whatever a client asks for", async () => {
    const seat = await reserve(
      target.url,
      {},
      { name: "Mallory", sessionId: "chosen", authData: { sessionId: "chosen" } },
    );
    expect(seat.sessionId).not.toBe("chosen");
  });

  it("is not given to a client that only knows its session id, which is public", async () => {
    const victim = target.honest.room.sessionId;
    const { roomId } = target.honest.room;
    for (const query of [`sessionId=${victim}`, `sessionId=${victim}&reconnectionToken=guess`]) {
      const thief = await RawPlayer.open(target.url, `/p/${roomId}?${query}`);
      await until(() => thief.closed || thief.code > 0, "the thief to be disconnected");
      expect(thief.received.joins, query).toBe(0);
    }
  });

  it("can be taken once only", async () => {
    const seat = await reserve(target.url);
    const first = await RawPlayer.open(target.url, seatTarget(seat));
    await until(() => first.received.joins > 0, "the seat to be taken");
    const again = await RawPlayer.open(target.url, seatTarget(seat));
    await until(() => again.closed || again.code > 0, "the second to be disconnected");
    expect(again.received.joins).toBe(0);
    first.leave();
  });
});
