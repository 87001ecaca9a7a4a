/** Players in different processes: the list of players, lobby chat, and the room of a friend. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listPlayers, listRooms } from "../../client/session/directory.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import { OPS_TOKEN, TestCluster } from "../support/cluster.ts";
import { OperatorClient } from "../support/operatorClient.ts";
import { requestSeat, type SeatAnswer } from "../support/seats.ts";
import type { RunningServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
const sessions: SkirmishSession[] = [];
beforeAll(async () => {
  cluster = await TestCluster.start(3);
});
afterAll(async () => {
  await Promise.all(sessions.map((session) => session.leave()));
  await cluster?.close();
});

const enter = async (
  name: string,
  more: { at?: string; friend?: string } = {},
  server = cluster.servers[0]!,
) => {
  const session = await join({ url: server.url, room: "arena", name, ...more });
  sessions.push(session);
  return session;
};

/** @returns two players, in rooms of different processes */
async function twoApart(): Promise<[SkirmishSession, SkirmishSession]> {
  const create = () => requestSeat(cluster.servers[0]!.url, "arena", "create");
  const first = await create();
  const ada = await enter("Ada", { at: first.room! });
  let other: SeatAnswer | undefined;
  const isApart = async () => {
    other = await create();
    // The rate of reservations is limited.
    if (other.status !== 200) await wait(1000);
    return other.status === 200 && other.process !== first.process;
  };
  await until(isApart, "a room on another process");
  return [ada, await enter("Bob", { at: other!.room! })];
}

it("[CL6] every process lists all players, lobby chat reaches all rooms, and friends find each other", async () => {
  const [ada, bob] = await twoApart();
  const [, second, third] = cluster.servers as [RunningServer, RunningServer, RunningServer];
  for (const { url } of cluster.servers) {
    await until(async () => (await listPlayers(url)).length === 2, "both to be on the list");
    expect(await listPlayers(url)).toMatchObject([
      { name: "Ada", room: ada.roomId, roomName: "arena" },
      { name: "Bob", room: bob.roomId, roomName: "arena" },
    ]);
    const rooms = await listRooms(url);
    expect(rooms.map(({ id }) => id)).toEqual(expect.arrayContaining([ada.roomId, bob.roomId]));
  }

  const received: string[] = [];
  for (const [who, session] of [
    ["Ada", ada],
    ["Bob", bob],
  ] as const)
    session.events.on("chat", ({ name, text, scope }) =>
      received.push(`${who} hears ${name}: ${text} (${scope})`),
    );
  ada.chat("hello everybody", "lobby");
  ada.chat("only us");
  await until(() => received.length >= 3, "the chat to arrive");
  expect(received.sort()).toEqual([
    "Ada hears Ada: hello everybody (lobby)",
    "Ada hears Ada: only us (room)",
    "Bob hears Ada: hello everybody (lobby)",
  ]);

  const cid = await enter("Cid", { friend: "bob" }, third);
  expect(cid.roomId, "a friend's room").toBe(bob.roomId);
  expect((await enter("Dan", { at: ada.roomId }, second)).roomId, "the room of a link").toBe(ada.roomId);
  await expect(enter("Eve", { friend: "Nobody" })).rejects.toThrow(/nobody called "Nobody"/);
  await expect(enter("Eve", { at: "gone" })).rejects.toThrow(/has ended/);
});

it("[CL7] an operator removes a player through any process, and the seat is freed", async () => {
  const { url } = cluster.servers[2]!;
  const mallory = await enter("Mallory");
  const operator = new OperatorClient(url, OPS_TOKEN);
  const whom = { session: mallory.key };
  expect((await operator.post("kick", whom, {})).status, "without the token").toBe(401);
  await until(
    async () => (await listPlayers(url)).some(({ name }) => name === "Mallory"),
    "Mallory on the list",
  );
  await operator.carryOut("kick", whom);
  await until(() => mallory.link.state === "over", "Mallory to be disconnected");
  expect(mallory.link).toMatchObject({ code: 4021 });
  await until(
    async () => !(await listPlayers(url)).some(({ name }) => name === "Mallory"),
    "the seat to be freed",
  );
  expect((await operator.order("kick", whom))[0], "there is no such player any more").toBe(404);
});
