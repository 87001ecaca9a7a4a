/**
 * Requests for seats, and clients that connect to their seats, while the room is in doubt: its process was
 * stopped, and Redis has not answered yet whether it still owns the match.
 */
import { setTimeout as wait } from "node:timers/promises";
import { matchMaker, Protocol } from "@colyseus/core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { games } from "../../../games/index.ts";
import { ARENA } from "../../../games/skirmish/shared/config.ts";
import { systemClock } from "../../../server/cluster/ports.ts";
import { peersThrough } from "../../../server/framework/peers.ts";
import type { RoomContext } from "../../../server/rooms/roomContext.ts";
import { CLOSE } from "../../../shared/protocol.ts";
import { type LocalServer, startLocally } from "../../support/localServer.ts";
import { checkpointOf, ownershipOf } from "../../support/restored.ts";
import { SkirmishRoom } from "../../support/skirmishRoom.ts";
import { until } from "../../support/until.ts";

/** Answers of Redis that are held back. */
let held: (() => void)[] = [];
let isHeld = false;
/** ms. The room's time, which passes in `passUntil` alone. */
let time = 0;
const clock = { ...systemClock, now: () => time, date: () => time };
/** Lets time pass in small steps: a longer one would be a stop of the process. */
const passUntil = (condition: () => boolean, what: string) =>
  until(() => {
    time += 50;
    return condition();
  }, what);
class SleepyRoom extends SkirmishRoom {
  constructor(context: RoomContext) {
    const ownership = ownershipOf(games, () => checkpointOf("drain"), clock);
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

/** @returns a room in doubt, until `answer` */
async function doubtful(): Promise<SleepyRoom> {
  const { roomId } = await matchMaker.handleCreateRoom("sleepy", {});
  const room = matchMaker.getLocalRoomById(roomId) as unknown as SleepyRoom;
  await until(() => room.isActive, "the room to be active");
  isHeld = true;
  // As after a stop of the process.
  time += 700;
  expect(room.isActive).toBe(false);
  return room;
}
/** As matchmaking does. */
const reserve = ({ roomId }: SleepyRoom) =>
  peersThrough(matchMaker).reserveSeat(roomId, "late", {}, {}, 20_000);
function answer(): void {
  isHeld = false;
  for (const one of held) one();
  held = [];
}

it("[CL2] a request for a seat waits until Redis has answered which process owns the match, and gets the seat", async () => {
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

/** The player of the restored match reconnects. @returns the code of the first frame, or of the close */
function comeBack({ roomId }: SleepyRoom) {
  const at = `${server.url.replace("http", "ws")}/${matchMaker.processId}/${roomId}`;
  const socket = new WebSocket(`${at}?sessionId=a&reconnectionToken=t-a&skipHandshake=true`);
  sockets.push(socket);
  const came = { socket, frame: undefined as number | undefined, close: undefined as number | undefined };
  socket.once("message", (data: Buffer) => {
    came.frame = data[0];
  });
  socket.once("close", (code) => {
    came.close = code;
  });
  return came;
}
const sockets: WebSocket[] = [];
afterEach(() => {
  answer();
  for (const socket of sockets.splice(0)) socket.terminate();
});

it("[SV5][SE10] a player that returns while Redis has not answered waits for the answer, and is back", async () => {
  const room = await doubtful();
  const ada = comeBack(room);
  await until(() => ada.socket.readyState === WebSocket.OPEN && held.length > 0, "the socket to open");
  await wait(100);
  expect(ada).toMatchObject({ frame: undefined, close: undefined });
  answer();
  await until(() => ada.frame !== undefined, "an answer of the room");
  expect(ada.frame).toBe(Protocol.JOIN_ROOM);
  expect(room.clients.length).toBe(1);
  await room.disconnect();
});

it("[SE10] a player whose return is not answered in time is told to retry, and keeps its seat", async () => {
  const room = await doubtful();
  const ada = comeBack(room);
  await passUntil(() => ada.close !== undefined, "the server to close the socket");
  expect(ada).toMatchObject({ frame: undefined, close: CLOSE.comeBack });
  answer();
  await until(() => room.isActive, "the room to be sure again");
  const again = comeBack(room);
  await until(() => again.frame !== undefined, "an answer of the room");
  expect(again.frame).toBe(Protocol.JOIN_ROOM);
  await room.disconnect();
});

it("[SE6] a player that hangs up while its return waits keeps its seat", async () => {
  const room = await doubtful();
  const ada = comeBack(room);
  await until(() => ada.socket.readyState === WebSocket.OPEN, "the socket to open");
  ada.socket.terminate();
  await until(() => ada.close !== undefined, "the socket to close");
  answer();
  await until(() => room.isActive, "the room to be sure again");
  await wait(100);
  expect(room.clients.length).toBe(0);
  const again = comeBack(room);
  await until(() => again.frame !== undefined, "an answer of the room");
  expect(again.frame).toBe(Protocol.JOIN_ROOM);
  await room.disconnect();
});

it("[SV5] a room in doubt for longer refuses", async () => {
  const room = await doubtful();
  let isAnswered = false;
  const asked = reserve(room).finally(() => {
    isAnswered = true;
  });
  await passUntil(() => isAnswered, "the room to answer");
  expect(await asked).toBe(false);
  answer();
  await room.disconnect();
});
