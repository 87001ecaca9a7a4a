/** Listings of rooms that are no more: nobody waits for them, and they do not stay. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { Status } from "../../server/ops/operations.ts";
import { TestCluster } from "../support/cluster.ts";
import { requestSeat } from "../support/seats.ts";
import { MODEST, type RunningServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
let link: EmulatedLink;
/** Has the rooms; reaches Redis by a link that can be broken. */
let owner: RunningServer;
/** Opens rooms only when nobody else does. */
let other: RunningServer;

beforeAll(async () => {
  cluster = await TestCluster.start(0);
  link = await EmulatedLink.to(cluster.redis.url.replace("redis:", "http:"));
  // Seats that are asked for and not taken keep no room open for long.
  const soon = { COLYSEUS_SEAT_RESERVATION_TIME: "1" };
  [owner, other] = await Promise.all([
    cluster.add({ ...soon, REDIS_URL: link.url.replace("http:", "redis:") }),
    cluster.add(soon, MODEST),
  ]);
}, 120_000);
beforeEach(async () => {
  await until(async () => {
    const all: Partial<Status>[] = await Promise.all(cluster.servers.map((server) => cluster.status(server)));
    // Who has no Redis yet answers with an error. Rooms of the test before would be joined, wherever they are.
    return all.every(({ processes, rooms }) => processes?.length === 2 && rooms?.length === 0);
  }, "both to know both, and no room");
});
afterAll(async () => {
  await cluster?.close();
  await link?.close();
});

const listed = (): Promise<string[]> => cluster.redis.client.hkeys("skirmish:roomcaches");

/** Seats are to be had through every process, and not in that room. */
async function seatsAreHad(ghost: string): Promise<void> {
  for (const { url } of cluster.servers) {
    const { status, room } = await requestSeat(url);
    expect([status, room === ghost]).toEqual([200, false]);
  }
}

for (const ms of [150, 1500, 5000])
  it(`[CL11] a room ends while Redis cannot be reached for ${ms} ms: its listing keeps nobody from a seat, and goes`, {
    timeout: 120_000,
  }, async () => {
    const ada = await stockPlayer(owner.url, "Ada");
    const { roomId } = ada.room;
    expect(await cluster.ownerOf(roomId)).toBe(owner);
    const closed = () => owner.log().includes(`"room":"${roomId}","msg":"room closed"`);
    link.goSilent();
    link.cut();
    void ada.room.leave();
    await until(closed, "the room to close");
    await wait(ms);
    link.mend();
    // By the time that it can be asked again.
    await until(
      async () => (await requestSeat(owner.url)).status !== 503,
      "seats to be had where Redis was away",
    );
    await seatsAreHad(roomId);
    await until(async () => !(await listed()).includes(roomId), "the listing to go");
  });

it("[CL11] a listing that says a process has a room, which has it not, keeps nobody from a seat, and goes", async () => {
  const listing = { name: "arena", clients: 9, maxClients: 64, locked: false, private: false };
  for (const server of cluster.servers) {
    const told = { ...listing, roomId: `ghost-${server.process.pid}`, processId: await cluster.idOf(server) };
    await cluster.redis.client.hset("skirmish:roomcaches", told.roomId, JSON.stringify(told));
    await seatsAreHad(told.roomId);
    await until(async () => !(await listed()).includes(told.roomId), "the listing to go");
  }
});

it("[CL11] a match that has moved and ended elsewhere is listed by no former owner that wakes", {
  timeout: 180_000,
}, async () => {
  const ada = await join({ url: owner.url, room: "swarm", name: "Ada" });
  const { roomId } = ada;
  expect(await cluster.ownerOf(roomId)).toBe(owner);
  const before = ada.stats.patches;
  await until(() => ada.stats.patches > before + 60, "Ada to play");
  owner.process.kill("SIGSTOP");
  try {
    await until(() => ada.link.state === "playing" && ada.stats.returns > 0, "Ada to be back elsewhere");
    await ada.leave();
    await until(() => other.log().includes(`"room":"${roomId}","msg":"room closed"`), "the match to end");
    await until(async () => !(await listed()).includes(roomId), "it to be listed no more");
  } finally {
    owner.process.kill("SIGCONT");
  }
  await until(() => owner.log().includes(`"room":"${roomId}","msg":"room closed"`), "the owner to let go");
  for (const { url } of cluster.servers) {
    const { status, room } = await requestSeat(url, "swarm");
    expect([status, room === roomId]).toEqual([200, false]);
  }
  await until(async () => !(await listed()).includes(roomId), "the listing to go");
  expect(owner.process.exitCode ?? owner.process.signalCode, "the owner lives").toBeNull();
});
