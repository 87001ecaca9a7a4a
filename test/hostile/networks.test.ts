/** One client network with many seats: it can neither flood the lobby nor fill a room with absent players. */
import { setTimeout as wait } from "node:timers/promises";
import { Protocol } from "@colyseus/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Status } from "../../server/ops/operations.ts";
import { SEAT } from "../../shared/limits.ts";
import { binary, RawPlayer } from "../support/rawSocket.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

/** For how long a seat is kept after a drop, ms. */
const [FULL, SHORT] = [SEAT.graceSeconds * 1000, SEAT.shortGraceSeconds * 1000];
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
  // Until 90 inputs of each have been applied: late inputs may be dropped, and all of them may be one
  // player's.
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
  for (const player of [...crowd, idler]) player.leave();
  // By the log: on a slow machine the first players are removed before the last connection is closed.
  const loggedAt = (message: string): Map<string, number> => {
    const lines = server.log().split("\n");
    const said = lines.filter((line) => line.includes(`"msg":"${message}"`)).map((line) => JSON.parse(line));
    return new Map(said.map(({ player, time }) => [player, Date.parse(time)]));
  };
  const dropped = () =>
    [...loggedAt("player dropped, seat kept")].filter(([session]) => !others.has(session));
  await until(() => dropped().length >= 53, "all players to be away");
  const shortTimes = (): number[] => {
    const left = loggedAt("player left");
    return dropped()
      .map(([session, at]) => (left.get(session) ?? Number.POSITIVE_INFINITY) - at)
      .filter((time) => time < FULL - 1000);
  };
  const last = Math.max(...dropped().map(([, at]) => at));
  await until(
    () => shortTimes().length >= 3 && Date.now() > last + SHORT + 1000,
    "the further players to be removed",
  );
  expect(shortTimes(), "fifty keep their seats").toHaveLength(3);
  expect(Math.min(...shortTimes()), "ms for which the others were kept").toBeGreaterThan(SHORT - 1000);
});
