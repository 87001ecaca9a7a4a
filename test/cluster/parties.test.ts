/** Parties of friends whose members ask different processes. */
import { Client } from "@colyseus/sdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newPartyCode, type PartyStatus } from "../../shared/party.ts";
import { type JoinOptions, PROTOCOL_VERSION } from "../../shared/protocol.ts";
import { TestCluster } from "../support/cluster.ts";
import { untilAdmitted } from "../support/overload.ts";
import { patientSeat } from "../support/seats.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start(2);
  await cluster.ready();
});
afterAll(() => cluster.close());

const ask = (i: number, options: JoinOptions, mode = "arena") =>
  patientSeat(cluster.servers[i % cluster.servers.length]!.url, mode, "joinOrCreate", options);
const status = async (party: string): Promise<PartyStatus> => {
  let answer: Response | undefined;
  // The answer is 503 while Redis is slow.
  await until(async () => {
    answer = await fetch(`${cluster.servers[0]!.url}/api/party/${party}`);
    return answer.ok;
  }, "the status of the party");
  return (await answer!.json()) as PartyStatus;
};

it("[PA1][PA4] four members that press Play at once at two processes get seats in one room, party after party, and move together", async () => {
  for (let round = 0; round < 8; round++) {
    const party = newPartyCode();
    const seats = await Promise.all([0, 1, 2, 3].map((i) => ask(i, { party })));
    expect(seats.map(({ error }) => error).filter(Boolean)).toEqual([]);
    expect(new Set(seats.map(({ room }) => room)).size, `rooms of party ${round}`).toBe(1);
    if (round > 0) continue;
    expect(await ask(0, { party }, "swarm")).toMatchObject({
      status: 409,
      error: 'your party plays in another room, of "arena"',
    });
    const moved = await ask(1, { party, moveParty: true }, "swarm");
    expect(await ask(0, { party }, "swarm")).toMatchObject({ room: moved.room });
    expect(await ask(0, { party }, "arena")).toMatchObject({ status: 409 });
  }
});

it("[PA3][PA5][PA8] a party keeps its room when Redis loses its data, and when the room's process is killed", async () => {
  const party = newPartyCode();
  const options = { party, version: PROTOCOL_VERSION };
  const join = (url: string, name: string) =>
    untilAdmitted(() => new Client(url).joinOrCreate("arena", { name, ...options }));
  const room = await join(cluster.servers[0]!.url, "Ada");
  room.onMessage("*", () => {});
  const told: unknown[] = [];
  room.onMessage("members", ({ members }) => told.push(members));
  const bob = await join(cluster.servers[1]!.url, "Bob");
  bob.onMessage("*", () => {});
  await until(() => told.length > 0, "Ada to be told of Bob");
  await bob.leave();
  await until(() => told.length > 1, "Ada to be told that he has left");
  expect(told).toEqual([[{ key: bob.sessionId, name: "Bob" }], []]);
  await until(async () => (await status(party)).playing.length === 1, "the party to be kept");
  expect(await status(party)).toEqual({ room: room.roomId, mode: "arena", playing: ["Ada"], waiting: [] });
  await cluster.redis.flush();
  const after = await Promise.all([1, 2, 3].map((i) => ask(i, options)));
  expect(after.map((one) => one.room ?? one.error)).toEqual(after.map(() => room.roomId));

  await cluster.kill(await cluster.ownerOf(room.roomId));
  const survivor = await Promise.all([0, 1].map(() => ask(0, options)));
  expect(survivor.map((one) => one.room ?? one.error)).toEqual([room.roomId, room.roomId]);
  await until(async () => (await status(party)).playing.join() === "Ada", "her seat to be listed");
});
