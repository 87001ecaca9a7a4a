/**
 * One client network with many seats: it can neither flood the lobby nor fill a room with absent
 * players.
 */
import { setTimeout as wait } from "node:timers/promises";
import { Protocol } from "@colyseus/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Status } from "../../server/ops/operations.ts";
import { binary, RawPlayer } from "../support/rawSocket.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

const OPS_TOKEN = "the-token-of-a-test";
/** This machine is the trusted proxy here, so that players can use any client address. */
let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ TRUST_PROXY: "127.0.0.1", OPS_TOKEN });
});
afterAll(() => server.stop());

const playersFrom = (address: string, count: number): Promise<RawPlayer[]> =>
  Promise.all(
    Array.from({ length: count }, () => RawPlayer.playing(server.url, { "x-forwarded-for": address })),
  );
const text = (value: string): number[] => [0xa0 | value.length, ...Buffer.from(value)];
const sayToAll = (player: RawPlayer, what: string): void =>
  player.send(
    binary(
      ...[Protocol.ROOM_DATA, ...text("chat"), 0x82],
      ...[...text("text"), ...text(what), ...text("scope"), ...text("lobby")],
    ),
  );

it("[LI9] the lobby limits the lines of one client network, and others are not affected", async () => {
  const listener = await stockPlayer(server.url, "Listener");
  const received: string[] = [];
  listener.room.onMessage("chat", ({ text }: { text: string }) => received.push(text));
  const crowd = await playersFrom("203.0.113.50", 30);
  const [neighbour] = (await playersFrom("203.0.113.51", 1)) as [RawPlayer];
  const began = performance.now();
  // The burst of each: 120 lines.
  for (const player of crowd) for (let i = 0; i < 4; i++) sayToAll(player, `crowd ${i}`);
  await wait(500);
  sayToAll(neighbour, "good evening");
  await until(() => received.includes("good evening"), "the neighbour's line to arrive");
  const lines = received.filter((line) => line.startsWith("crowd")).length;
  const most = 20 + (performance.now() - began) / 1000 + 1;
  expect(lines, "lines of the crowd").toBeGreaterThan(5);
  expect(lines, "lines of the crowd").toBeLessThanOrEqual(most);
  for (const player of [...crowd, neighbour]) player.leave();
  await listener.room.leave();
});

it("[LI10][SE7] fifty players that lose their link at once keep their seats; further ones, and those without play, for a short time", async () => {
  const headers = { authorization: `Bearer ${OPS_TOKEN}` };
  const status = async (): Promise<Status> => {
    return (await (await fetch(`${server.url}/ops/status`, { headers })).json()) as Status;
  };
  const applied = async (): Promise<number> => {
    const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
    return Number(/^skirmish_inputs_total\{result="applied"\} (\d+)/m.exec(text)?.[1]);
  };
  const others = new Set((await status()).players.map(({ session }) => session));
  const crowd = await playersFrom("203.0.113.60", 52);
  const [idler] = (await playersFrom("203.0.113.61", 1)) as [RawPlayer];
  // Until 90 inputs of each have been applied: late inputs may be dropped, and all of them may be
  // one player's.
  const before = await applied();
  let sent = 0;
  const flying = setInterval(() => {
    sent++;
    for (const player of crowd) player.send(binary(Protocol.ROOM_INPUT_RELIABLE));
  }, 33);
  await until(async () => {
    const done = (await applied()) - before;
    // Only now: while the answer was on its way more were sent and applied.
    return sent * crowd.length - done < sent - 90;
  }, "3 s of play of all players").finally(() => clearInterval(flying));
  const away = async (): Promise<number> =>
    (await status()).players.filter((player) => player.away && !others.has(player.session)).length;
  const dropped = performance.now();
  for (const player of [...crowd, idler]) player.leave();
  // By the log: on a slow machine the first ones are removed before the last connection is closed.
  const areDropped = (): boolean => {
    const lines = server
      .log()
      .split("\n")
      .filter((line) => line.includes("player dropped, seat kept"));
    const sessions = new Set<string>(lines.map((line) => JSON.parse(line).player));
    return [...sessions].filter((session) => !others.has(session)).length >= 53;
  };
  await until(areDropped, "all players to be away");
  await until(async () => (await away()) <= 50, "the further players to be removed");
  expect(performance.now() - dropped, "ms for which they were kept").toBeGreaterThan(9000);
  expect(await away(), "fifty keep their seats").toBe(50);
});
