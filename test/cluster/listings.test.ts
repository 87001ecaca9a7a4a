/** Listings of rooms that no longer exist: no request waits for them, and they are removed. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { Status } from "../../server/ops/operations.ts";
import { TestCluster } from "../support/cluster.ts";
import { isOverloaded } from "../support/overload.ts";
import { requestSeat, type SeatAnswer } from "../support/seats.ts";
import { MODEST, type RunningServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
let link: EmulatedLink;
/** Has the rooms. A breakable link connects it to Redis. */
let owner: RunningServer;
/** Opens rooms only if no other process does. */
let other: RunningServer;

beforeAll(async () => {
  cluster = await TestCluster.start(0);
  link = await EmulatedLink.to(cluster.redis.url.replace("redis:", "http:"));
  // Reserved seats that are not taken keep no room open for long.
  const soon = { COLYSEUS_SEAT_RESERVATION_TIME: "1" };
  [owner, other] = await Promise.all([
    cluster.add({ ...soon, REDIS_URL: link.url.replace("http:", "redis:") }),
    cluster.add(soon, MODEST),
  ]);
});
beforeEach(async () => {
  await until(async () => {
    const all: Partial<Status>[] = await Promise.all(cluster.servers.map((server) => cluster.status(server)));
    // A process without Redis answers with an error. Rooms of the test before would be joined, wherever they
    // are.
    return all.every(({ processes, rooms }) => processes?.length === 2 && rooms?.length === 0);
  }, "both processes to know each other, and no room to be listed");
});
afterAll(async () => {
  await cluster?.close();
  await link?.close();
});

const listed = (): Promise<string[]> => cluster.redis.client.hkeys("skirmish:roomcaches");

/** Every process gives seats, and none in that room. A slow one asks players to try again in a moment. */
async function givesSeats(stray: string, into = "arena"): Promise<void> {
  for (const { url } of cluster.servers) {
    let answer: SeatAnswer | undefined;
    await until(async () => {
      answer = await requestSeat(url, into);
      return !isOverloaded(answer.error ?? "");
    }, "a seat");
    expect([answer!.status, answer!.room === stray]).toEqual([200, false]);
  }
}

/** Plays in a room of the owner. On a busy machine the other process may have opened the first one. */
async function atOwner<P>(
  play: () => Promise<P>,
  roomOf: (player: P) => string,
  leave: (player: P) => unknown,
) {
  let player: P | undefined;
  await until(async () => {
    player = await play();
    if ((await cluster.ownerOf(roomOf(player))) === owner) return true;
    await leave(player);
    await until(async () => !(await listed()).includes(roomOf(player!)), "the other room to close");
    return false;
  }, "a room of the owner");
  return player!;
}

for (const ms of [150, 1500, 5000])
  it(`[CL11] a room ends while Redis is unreachable for ${ms} ms: its listing keeps no player from a seat, and is removed`, async () => {
    const ada = await atOwner(
      () => stockPlayer(owner.url, "Ada"),
      ({ room }) => room.roomId,
      ({ room }) => room.leave(),
    );
    const { roomId } = ada.room;
    const closed = () => owner.log().includes(`"room":"${roomId}","msg":"room closed"`);
    link.goSilent();
    link.cut();
    void ada.room.leave();
    await until(closed, "the room to close");
    await wait(ms);
    link.mend();
    // Counted from when Redis is reachable again.
    await until(
      async () => (await requestSeat(owner.url)).status !== 503,
      "seats to be given by the process that was cut off",
    );
    await givesSeats(roomId);
    await until(async () => !(await listed()).includes(roomId), "the listing to be removed");
  });

it("[CL11] a listing of a room that its process does not have keeps no player from a seat, and is removed", async () => {
  const listing = { name: "arena", clients: 9, maxClients: 64, locked: false, private: false };
  for (const server of cluster.servers) {
    const stray = {
      ...listing,
      roomId: `ghost-${server.process.pid}`,
      processId: await cluster.idOf(server),
    };
    await cluster.redis.client.hset("skirmish:roomcaches", stray.roomId, JSON.stringify(stray));
    await givesSeats(stray.roomId);
    await until(async () => !(await listed()).includes(stray.roomId), "the listing to be removed");
  }
});

it("[CL11] a match that has moved and ended is listed by no former owner that wakes", async () => {
  const ada = await atOwner(
    () => join({ url: owner.url, room: "swarm", name: "Ada" }),
    (session) => session.roomId,
    (session) => session.leave(),
  );
  const { roomId } = ada;
  const before = ada.stats.patches;
  await until(() => ada.stats.patches > before + 60, "Ada to play");
  owner.process.kill("SIGSTOP");
  try {
    await until(() => ada.link.state === "playing" && ada.stats.returns > 0, "Ada to be back elsewhere");
    await ada.leave();
    await until(() => other.log().includes(`"room":"${roomId}","msg":"room closed"`), "the match to end");
    await until(async () => !(await listed()).includes(roomId), "the match to be removed from the list");
  } finally {
    owner.process.kill("SIGCONT");
  }
  await until(() => owner.log().includes(`"room":"${roomId}","msg":"room closed"`), "the owner to give way");
  await givesSeats(roomId, "swarm");
  await until(async () => !(await listed()).includes(roomId), "the listing to be removed");
  expect(owner.process.exitCode ?? owner.process.signalCode, "the owner lives").toBeNull();
});
