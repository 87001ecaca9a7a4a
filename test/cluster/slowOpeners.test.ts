/** Processes and a Redis that are slow while rooms are opened: clients get seats all the same. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { TestCluster } from "../support/cluster.ts";
import { requestSeat, type SeatAnswer } from "../support/seats.ts";
import { MODEST, type RunningServer, STOPPING } from "../support/server.ts";
import { isStopped, letRoomsOpen, stopAtNextRoom } from "../support/stopping.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
/** The process that clients ask. It opens rooms only if no other process does. */
let asked: RunningServer;
/** Opens the rooms, and stops in the middle of one when armed. Its rooms close soon without players. */
let opener: RunningServer;

beforeAll(async () => {
  cluster = await TestCluster.start(0);
  [asked, opener] = await Promise.all([
    cluster.add({ COLYSEUS_SEAT_RESERVATION_TIME: "2" }, MODEST),
    cluster.add({ COLYSEUS_SEAT_RESERVATION_TIME: "2" }, STOPPING),
  ]);
});
afterAll(() => cluster?.close());

const listed = (): Promise<string[]> => cluster.redis.client.hkeys("skirmish:roomcaches");
const TURN = "skirmish:opening:arena";

const closed = () => until(async () => (await listed()).length === 0, "all rooms to be closed");

/** Each time a machine may be too slow for the deadline of a request, which it says then (CL13). */
const ATTEMPTS = 4;
/** @param fault what goes wrong while five clients ask for seats @returns the seats that they get */
async function seatsDespite(fault: () => Promise<unknown>): Promise<SeatAnswer[]> {
  for (let attempt = 1; ; attempt++) {
    await closed();
    await fault();
    const seats = await Promise.all(Array.from({ length: 5 }, () => requestSeat(asked.url)));
    if (attempt < ATTEMPTS && seats.some(({ status }) => status === 503)) {
      await letRoomsOpen(opener);
      continue;
    }
    expect(seats.map(({ status, error = status }) => error)).toEqual([200, 200, 200, 200, 200]);
    return seats;
  }
}

beforeEach(async () => {
  await closed();
  await cluster.ready();
});
afterEach(async () => {
  await letRoomsOpen(opener);
  await cluster.redis.client.del(TURN);
});

it("[CL12] a process that stops in the middle of opening a room keeps no player from a seat elsewhere", async () => {
  const id = await cluster.idOf(opener);
  const claimed = () => cluster.owned().filter(({ process }) => process === id);
  let before = 0;
  let seats: SeatAnswer[] = [];
  // A process that was slow to answer is passed over for a moment.
  await until(async () => {
    seats = await seatsDespite(() => {
      before = claimed().length;
      return stopAtNextRoom(opener);
    });
    return isStopped(opener);
  }, "the opener to be asked for a room, and to stop");
  expect(new Set(seats.map(({ room }) => room)).size, "rooms").toBe(1);
  expect(seats[0]!.process).not.toBe(id);
  opener.process.kill("SIGCONT");
  // A room that was opened late is like any other, and ends without players.
  await until(() => claimed().length > before, "the room to be claimed");
  const late = claimed().at(-1);
  const isListed = async () => (await listed()).includes(late!.room);
  // Closed at once if the process was stopped for longer than an empty room is kept.
  const isClosed = () => new RegExp(`"room":"${late!.room}"[^\n]*"room closed"`).test(opener.log());
  await until(async () => isClosed() || (await isListed()), "the late room to be listed");
  await until(async () => isClosed() && !(await isListed()), "the late room to be closed");
  const all = await cluster.redis.client.hvals("skirmish:roomcaches");
  expect(all.filter((text) => JSON.parse(text).processId === id)).toEqual([]);
});

it("[CL12] a Redis that stalls for a moment keeps no player from a seat", async () => {
  // Every command takes longer than the timeout of a command.
  await seatsDespite(() => cluster.redis.client.call("CLIENT", "PAUSE", 600, "ALL"));
});

it("[CL13] requests that get no seat are refused by the same deadline, with the time of the next attempt", async () => {
  // No request gets the lock for opening a room.
  await cluster.redis.client.set(TURN, "a test", "PX", 60_000);
  const answers = await Promise.all(
    Array.from({ length: 48 }, async () => {
      const response = await fetch(`${asked.url}/matchmake/joinOrCreate/arena`, {
        method: "POST",
        body: "{}",
      });
      const { error } = (await response.json()) as { error: string };
      return [response.status, response.headers.get("retry-after"), error];
    }),
  );
  for (const answer of answers)
    expect(answer).toEqual([503, "1", "no seat was found in time; try again in a moment"]);
});

it("[CL14] a process through which no seat is available is not ready, says why, and is ready again afterwards", async () => {
  const check = async () => {
    const response = await fetch(`${asked.url}/readyz`);
    const { reason } = (await response.json()) as { reason?: string };
    return [response.status, reason];
  };
  const metric = async () => {
    const text = await (await fetch(`${asked.url}/metrics`, { headers: cluster.operator })).text();
    return text.match(/skirmish_seat_check_ok\{.*/g);
  };
  await until(async () => (await check())[0] === 200, "the process to be ready");
  await cluster.redis.client.set(TURN, "a test", "PX", 60_000);
  // On a slow machine another reason may come before, and a check of another kind of room may fail.
  const reason =
    'no seat in "arena": no listed room has a free seat and answers (0 asked), and the lock for opening one is taken';
  await until(async () => (await check()).join() === `503,${reason}`, "the process to be not ready");
  const checks = [
    'skirmish_seat_check_ok{room="arena"} 0',
    'skirmish_seat_check_ok{room="swarm"} 1',
    'skirmish_seat_check_ok{room="duel"} 1',
    'skirmish_seat_check_ok{room="puck"} 1',
  ];
  await until(async () => (await metric())?.join() === checks.join(), "the checks to be reported");
  expect(await listed(), "remains of the check").toEqual([]);
  await cluster.redis.client.del(TURN);
  await until(async () => (await check())[0] === 200, "the process to be ready again");
});

it("[CL13] requests do not wait for earlier ones whose client has hung up", async () => {
  await cluster.redis.client.set(TURN, "a test", "PX", 60_000);
  const hangUp = new AbortController();
  const gone = Array.from({ length: 40 }, () =>
    fetch(`${asked.url}/matchmake/joinOrCreate/arena`, {
      ...{ method: "POST", body: "{}", signal: hangUp.signal },
    }).catch(() => "hung up"),
  );
  await wait(300);
  hangUp.abort();
  expect(new Set(await Promise.all(gone))).toEqual(new Set(["hung up"]));
  await cluster.redis.client.del(TURN);
  const { status, room } = await requestSeat(asked.url);
  expect(status).toBe(200);
  const [text] = await cluster.redis.client.hmget("skirmish:roomcaches", room!);
  expect(JSON.parse(text!).clients, "seats taken in the room").toBe(1);
});
