/** A request for a seat while the room's process has just slept, and Redis has not said yet whether the match is still here. */
import { matchMaker } from "@colyseus/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import { ARENA } from "../../../games/skirmish/shared/config.ts";
import type { RoomContext } from "../../../server/rooms/roomContext.ts";
import { type LocalServer, startLocally } from "../../support/localServer.ts";
import { checkpointOf, ownershipOf } from "../../support/restored.ts";
import { SkirmishRoom } from "../../support/skirmishRoom.ts";
import { until } from "../../support/until.ts";

/** Answers of Redis that are held back. */
let held: (() => void)[] = [];
let isHeld = false;
class SleepyRoom extends SkirmishRoom {
  constructor(context: RoomContext) {
    const ownership = ownershipOf(games, () => checkpointOf("drain"));
    const answer = () =>
      new Promise<"renewed">((resolve) => {
        if (isHeld) held.push(() => resolve("renewed"));
        else resolve("renewed");
      });
    Object.assign(ownership.held.ledger, { confirm: answer });
    super({ ...context, ownership }, { ...ARENA, pilots: 0 });
  }
}

let server: LocalServer;
beforeAll(async () => {
  server = await startLocally({ sleepy: SleepyRoom });
});
afterAll(() => server.stop());

/** The process stands still, as one that is stopped. */
const sleep = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
/** @returns a room in doubt, until `answer` */
async function doubtful(): Promise<SleepyRoom> {
  const { roomId } = await matchMaker.handleCreateRoom("sleepy", {});
  const room = matchMaker.getLocalRoomById(roomId) as unknown as SleepyRoom;
  await until(() => room.lives, "the room to live");
  isHeld = true;
  sleep(700);
  expect(room.lives).toBe(false);
  return room;
}
/** As matchmaking does. */
const reserve = ({ roomId }: SleepyRoom) =>
  matchMaker.remoteRoomCall(roomId, "_reserveSeat" as never, ["late", {}, {}] as never);
function answer(): void {
  isHeld = false;
  for (const one of held) one();
  held = [];
}

it("[CL2] a request for a seat waits for Redis to answer whose the match is, and gets the seat", async () => {
  const room = await doubtful();
  const asked = reserve(room);
  await until(() => held.length > 0, "the process to ask Redis");
  answer();
  expect(await asked).toBe(true);
  expect(room.hasReservedSeat("late")).toBe(true);
  await room.disconnect();
});

it("[CL13] a seat that is cancelled while its request waits is not reserved", async () => {
  const room = await doubtful();
  const asked = reserve(room);
  await until(() => held.length > 0, "the process to ask Redis");
  room.cancelSeat("late");
  answer();
  expect(await asked).toBe(false);
  expect(room.hasReservedSeat("late")).toBe(false);
  await room.disconnect();
});

it("[SV5] a room in doubt for longer refuses", async () => {
  const room = await doubtful();
  const asked = reserve(room);
  expect(await asked).toBe(false);
  answer();
  await room.disconnect();
});
