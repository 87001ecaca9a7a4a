/**
 * Records of a process that stands alone, over HTTP: played, asked for, deleted, and there after a restart.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as pathOf } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { askIdentity, type Identity } from "../../client/session/identity.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { Leaderboard } from "../../shared/records.ts";
import { fly } from "../support/fly.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { stockSeat } from "../support/stockSeat.ts";
import { until } from "../support/until.ts";

const folder = mkdtempSync(pathOf(tmpdir(), "records-"));
const ENV = {
  RECORDS: "on",
  RECORDS_FILE: pathOf(folder, "records.db"),
  AUTH_SECRET: "the-secret-of-a-test-of-the-records-of-players",
};
let server: RunningServer;
beforeAll(async () => {
  server = await startServer(ENV, "test/support/scoredRound.ts");
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const ask = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);
const board = async (query: string) => (await (await ask(`/api/leaderboard?${query}`)).json()) as Leaderboard;
const rows = async (query: string) =>
  (await board(query)).players.map(({ name, figures }) => `${name} ${figures.kills} ${figures.wins}`);

it("[RC1][RC4][RC7][RE7] a round that was played is on the leaderboards, after a restart, too, until its player deletes it", async () => {
  const { url } = server;
  const identities = await Promise.all(["Ada", "Barbara"].map((name) => askIdentity(url, name)));
  const sessions = await Promise.all(
    identities.map((identity) => join({ url, room: "arena", name: identity.player.name, identity })),
  );
  const told = sessions.map((session) => new Promise((tell) => session.events.on("recorded", tell)));
  const { room: stock } = await stockSeat(url, "arena", { name: "Cid", bot: true });
  const known = new Set<unknown>();
  stock.onMessage("*", (type) => known.add(type));
  const land = sessions.map(fly);
  const tokens = identities.map(({ token }) => token);
  await until(async () => (await rows("mode=arena&period=round")).length === 2, "the round to be shown");
  await until(async () => (await rows("mode=arena&period=all")).length === 2, "the round to be recorded");
  await Promise.all(told);
  const { tick } = stock.state;
  await until(() => stock.state.tick > tick, "a patch that follows the message");
  expect([...known], "a stock client gets no message that is new to it").not.toContain("recorded");
  for (const stop of land) stop();
  await Promise.all([stock.leave(), ...sessions.map((session) => session.leave())]);

  const { players, ...board1 } = await board("mode=arena&period=day");
  expect(board1).toEqual({
    ...{
      mode: "arena",
      period: "day",
      by: "kills",
      orders: ["kills", "wins"],
      modes: ["arena", "swarm", "duel", "puck"],
      figures: { kills: "Kills", wins: "Wins" },
    },
  });
  expect(players.map(({ name, figures }) => ({ name, figures }))).toEqual([
    { name: "Barbara", figures: { kills: 7, wins: 1 } },
    { name: "Ada", figures: { kills: 3, wins: 0 } },
  ]);
  const text = await (await ask("/api/leaderboard?mode=arena")).text();
  for (const { player } of identities) expect(text, "names and figures only").not.toContain(player.id);
  expect(await rows("mode=arena&by=rating")).toEqual(["Barbara 7 1"]);

  await server.stop();
  server = await startServer(ENV);
  expect(await rows("mode=arena&period=all")).toEqual(["Barbara 7 1", "Ada 3 0"]);
  const own = (token: string, method = "GET") =>
    ask("/api/me/records", { method, headers: { authorization: `Bearer ${token}` } });
  expect(await (await own(tokens[0]!)).json()).toMatchObject({
    name: "Ada",
    modes: { arena: { figures: { kills: 3 } } },
  });
  expect((await own(tokens[0]!, "DELETE")).status).toBe(204);
  expect(await (await own(tokens[0]!)).json()).toEqual({ modes: {} });
  expect(await rows("mode=arena&period=all")).toEqual(["Barbara 7 1"]);
});

it("[RC11] an invalid request is refused with the accepted values", async () => {
  const refused = async (query: string) => {
    const answer = await ask(`/api/leaderboard?${query}`);
    return [answer.status, ((await answer.json()) as { error: string }).error];
  };
  expect(await refused("")).toEqual([400, '"mode": takes one of arena, swarm, duel, puck']);
  expect(await refused("mode=chess")).toEqual([400, '"mode": takes one of arena, swarm, duel, puck']);
  expect(await refused("mode=arena&period=week")).toEqual([400, '"period": takes one of round, day, all']);
  expect(await refused("mode=arena&mode=puck")).toEqual([
    400,
    '"mode": takes one of arena, swarm, duel, puck',
  ]);
  expect(await refused("mode=puck&by=kills")).toEqual([400, '"by": takes one of goals, wins, rating']);
  expect(await refused("mode=arena&period=day&by=rating")).toEqual([400, '"by": takes one of kills, wins']);
  const { status } = await ask("/api/me/records", { method: "DELETE" });
  expect(status).toBe(401);
  const stranger = await ask("/api/me/records", { headers: { authorization: "Bearer made.up.token" } });
  expect(await stranger.json()).toEqual({ error: expect.stringMatching(/POST \/api\/session/) });
});

it("[RC9] a server that cannot use its file of records reports that, and runs without records", async () => {
  writeFileSync(pathOf(folder, "a-file"), "");
  const off = await startServer({ RECORDS: "on", RECORDS_FILE: pathOf(folder, "a-file", "records.db") });
  try {
    expect(off.log()).toMatch(/no records are kept: .*a-file\/records.db cannot be used .*RECORDS=off/);
    const answer = await fetch(`${off.url}/api/leaderboard?mode=arena`);
    expect([answer.status, await answer.json()]).toEqual([404, { error: "this server keeps no records" }]);
    const session = await fetch(`${off.url}/api/session`, {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    });
    const { token } = (await session.json()) as Identity;
    const headers = { authorization: `Bearer ${token}` };
    const own = `${off.url}/api/me/records`;
    expect(await (await fetch(own, { headers })).json()).toEqual({ modes: {} });
    expect((await fetch(own, { method: "DELETE", headers })).status).toBe(204);
  } finally {
    await off.stop();
  }
});
