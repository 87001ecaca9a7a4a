/** Clients of the stock SDK return through matchmaking, at any remaining process. */
import { setTimeout as wait } from "node:timers/promises";
import type { Room } from "@colyseus/sdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import { TestCluster } from "../support/cluster.ts";
import { WITHOUT_IO_THREADS } from "../support/server.ts";
import { stockPlayer, stockReturn } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start(2, {}, false, WITHOUT_IO_THREADS);
});
afterAll(() => cluster.close());

const COUNT = 20;

it("[SV3][SV11][ID4] twenty stock clients are back in their seats after their process was killed", async () => {
  const come = (i: number) => stockPlayer(cluster.servers[0]!.url, `Pilot ${i}`);
  // The others find the room of the first one.
  const first = await come(0);
  const players = [first, ...(await Promise.all(Array.from({ length: COUNT - 1 }, (_, i) => come(i + 1))))];
  for (const { room } of players) room.reconnection.enabled = false;
  const id = players[0]!.room.roomId;
  await until(
    () => players.every(({ room }) => room.roomId === id && room.state.tick > 60),
    "all players to play",
  );
  const ships = players.map((player) => player.ship().id);
  const tokens = players.map(({ room }) => room.reconnectionToken);
  const owner = await cluster.ownerOf(id);
  const other = cluster.servers.find((one) => one !== owner)!;
  const at = await cluster.kill(owner);
  const back = await Promise.all(
    tokens.map(async (token): Promise<[Room<unknown, ArenaState>, number]> => {
      const room = await stockReturn<ArenaState>(other.url, token);
      room.onMessage("*", () => {});
      await until(() => room.state?.ships?.get(room.sessionId)?.own !== undefined, "the own ship");
      return [room, performance.now() - at];
    }),
  );
  console.log(`${COUNT} back after ${Math.round(Math.max(...back.map(([, ms]) => ms)))} ms at most`);
  expect(back.map(([room]) => room.state.ships.get(room.sessionId)!.id)).toEqual(ships);
  expect(back.map(([room]) => room.roomId)).toEqual(Array(COUNT).fill(id));

  // An unknown seat, a match that is over, a process that asks for another one's room.
  const process = await cluster.add();
  const ask = async (room: string, reconnectionToken: string): Promise<[number, string]> => {
    const request = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ reconnectionToken }),
    };
    for (;;) {
      const answer = await fetch(`${process.url}/matchmake/reconnect/${room}`, request);
      if (answer.status !== 503) return [answer.status, await answer.text()];
      await wait(1000);
    }
  };
  const [status, seat] = await ask(id, back[0]![0].reconnectionToken.split(":")[1]!);
  expect([status, JSON.parse(seat)]).toMatchObject([
    200,
    { sessionId: back[0]![0].sessionId, publicAddress: new URL(other.url).host, name: "arena", roomId: id },
  ]);
  const wrong = "a-token-that-nobody-holds";
  const refused = [await ask(id, wrong), await ask("no-such-room", wrong)];
  expect(refused.map(([code]) => code)).toEqual([524, 522]);
  const received = refused.join() + cluster.allServers.map((server) => server.log()).join();
  for (const secret of [wrong, ...tokens.map((token) => token.split(":")[1]!)])
    expect(received.includes(secret), "whether a token occurs in an answer or a log").toBe(false);
  await Promise.all(back.map(([room]) => room.leave()));
});
