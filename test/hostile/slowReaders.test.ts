/** Clients that do not read: other players are not affected, and the server does not buffer without limit. */
import { setTimeout as wait } from "node:timers/promises";
import { Protocol } from "@colyseus/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { binary, frame, OP, RawPlayer } from "../support/rawSocket.ts";
import { counted, rejections } from "../support/rejections.ts";
import { bothWays, memoryOf, type RunningServer } from "../support/server.ts";
import { type StockPlayer, stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

/** Without an I/O thread, and with one. */
let servers: RunningServer[];
beforeAll(async () => {
  servers = await bothWays();
});
afterAll(() => Promise.all(servers.map((server) => server.stop())));

/** Joins this number of players to the swarm, a few at a time. */
async function players(server: RunningServer, count: number): Promise<RawPlayer[]> {
  const all: RawPlayer[] = [];
  while (all.length < count)
    all.push(
      ...(await Promise.all(
        Array.from({ length: 6 }, () => RawPlayer.playing(server.url, {}, "joinOrCreate/swarm")),
      )),
    );
  return all;
}

/** Samples the memory of the server's process. @returns a function that gives the maximum so far, MB */
function watchMemory(server: RunningServer): () => number {
  let most = memoryOf(server);
  const timer = setInterval(() => {
    most = Math.max(most, memoryOf(server));
  }, 50);
  return () => {
    clearInterval(timer);
    return most;
  };
}

/** @returns the median time between patches, ms */
async function gaps({ room }: StockPlayer, count: number): Promise<number> {
  const found: number[] = [];
  let latest = performance.now();
  const note = (): void => {
    const now = performance.now();
    found.push(now - latest);
    latest = now;
  };
  room.onStateChange(note);
  await until(() => found.length > count, `${count} patches`);
  room.onStateChange.remove(note);
  return found.sort((a, b) => a - b)[count >> 1]!;
}

// The servers at the same time: most of it is waiting.
describe("[RD1] clients that do not read", () => {
  it.concurrent.each([
    ["a hundred", 0, 102],
    ["with an I/O thread, thirty", 1, 30],
  ])("%s cost no memory, are closed, and the patches of others stay even", async (_, index, count) => {
    const server = servers[index]!;
    const honest = await stockPlayer(server.url, "Honest", "swarm");
    const slow = await players(server, count);
    const before = await rejections(server.url);
    const quiet = await gaps(honest, 90);
    const held = memoryOf(server);
    const most = watchMemory(server);
    for (const player of slow) player.socket.pause();
    // A third each: sends nothing, sends unsolicited pongs, sends inputs without reading.
    const cheating = setInterval(() => {
      for (const [index, player] of slow.entries()) {
        if (index % 3 === 1) player.send(frame(0x80 | OP.pong, Buffer.of(1, 2, 3, 4)));
        if (index % 3 === 2) player.send(binary(Protocol.ROOM_INPUT_RELIABLE));
      }
    }, 100);
    const meanwhile = await gaps(honest, 90);
    await counted(server.url, before, "slow_reader", (count * 2) / 3);
    clearInterval(cheating);
    await counted(server.url, before, "silent", count / 3);

    const grown = most() - held;
    expect(grown, "additional MB at any time").toBeLessThan(50);
    expect(meanwhile, "median gap between patches, ms, compared with before").toBeLessThan(3 * quiet + 20);
    for (const player of slow) player.leave();
    await honest.room.leave();
  });
});

describe("[RD1] an honest stock client whose link stalls for 5 s", () => {
  it.concurrent.each([
    ["", 0],
    [", with an I/O thread", 1],
  ])("is back in its ship%s", async (_, index) => {
    const server = servers[index]!;
    const link = await EmulatedLink.to(server.url);
    const honest = await stockPlayer(link.url, "Tunnel", "swarm");
    const { room } = honest;
    const { sessionId } = room;
    const { id } = honest.ship();
    let left = 0;
    room.onLeave(() => left++);
    // The stock SDK reconnects only connections that lasted 5 s.
    await until(() => room.state.tick > 180, "six seconds of play");
    const before = await rejections(server.url);
    link.goSilent();
    const mended = wait(5000);
    await counted(server.url, before, "silent");
    await mended;
    link.mend();
    const { tick } = room.state;
    await until(() => room.state.tick > tick + 150 + 30, "patches to arrive again");
    expect([left, room.sessionId, honest.ship().id], "closed clients, session, ship").toEqual([
      0,
      sessionId,
      id,
    ]);
    await room.leave();
    await link.close();
  });
});
