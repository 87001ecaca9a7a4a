/** A full process refuses new players, and its matches continue. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import { reserve } from "../support/rawSocket.ts";
import { type RunningServer, readyAt, startServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ MAX_CLIENTS_PER_PROCESS: "2" });
});
afterAll(() => server.stop());

it("[AD1] a full process answers 503 with Retry-After, and admits players that return", async () => {
  const ada = await stockPlayer(server.url, "Ada");
  const bob = await stockPlayer(server.url, "Bob");
  await expect(stockPlayer(server.url, "Cid")).rejects.toThrow(/full: try again in \d+ s/);
  await expect(join({ url: server.url, room: "arena", name: "Dan" })).rejects.toThrow(
    /full: try again in \d+ s/,
  );
  const answer = await fetch(`${server.url}/matchmake/joinOrCreate/arena`, { method: "POST" });
  expect([answer.status, Number(answer.headers.get("retry-after")) > 0]).toEqual([503, true]);
  const ready = await fetch(`${server.url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([503, { ready: false, reason: "full" }]);

  const { tick } = ada.room.state;
  await until(() => ada.room.state.tick > tick + 30, "the admitted players to play on");
  await bob.room.leave();
  await readyAt(server.url);
  const eve = await stockPlayer(server.url, "Eve");
  await Promise.all([ada.room.leave(), eve.room.leave()]);
});

it("[AD1] seats count from their reservation, not only from the join", async () => {
  await Promise.all([reserve(server.url), reserve(server.url)]);
  await expect(reserve(server.url)).rejects.toThrow(/503.*full/);
});
