/**
 * After a match has moved its players get `moved`, even if their link breaks again before they have read it.
 */
import { once } from "node:events";
import { matchMaker, Protocol } from "@colyseus/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { games } from "../../games/index.ts";
import { ARENA } from "../../games/skirmish/shared/config.ts";
import { hasConfirmed, socketOf } from "../../server/framework/client.ts";
import { connectionOf } from "../../server/net/sockets.ts";
import type { RoomContext } from "../../server/rooms/roomContext.ts";
import { CLOSE } from "../../shared/protocol.ts";
import { type LocalServer, roomOf, startLocally } from "../support/localServer.ts";
import { checkpointOf, ownershipOf } from "../support/restored.ts";
import { SkirmishRoom } from "../support/skirmishRoom.ts";
import { until } from "../support/until.ts";

class RestoredRoom extends SkirmishRoom {
  constructor(context: RoomContext) {
    const ownership = ownershipOf(games, () => checkpointOf("drain"));
    super({ ...context, ownership }, { ...ARENA, pilots: 0 });
  }
}

let server: LocalServer;
beforeAll(async () => {
  server = await startLocally({ restored: RestoredRoom });
});
afterAll(() => server.stop());

interface Return {
  socket: WebSocket;
  /** The reconnection token for the next return. */
  token: string;
  /** Whether `moved` has arrived. */
  moved(): boolean;
}

/**
 * Returns to the seat, up to the confirmation of the join. @param reads whether it reads anything after that
 */
async function comeBack(room: string, token: string, reads: boolean): Promise<Return> {
  const answer = await fetch(`${server.url}/matchmake/reconnect/${room}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ reconnectionToken: token }),
  });
  const { sessionId, processId } = (await answer.json()) as { sessionId: string; processId: string };
  const seat = `sessionId=${sessionId}&reconnectionToken=${token}`;
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/${processId}/${room}?${seat}`);
  let hasMoved = false;
  socket.on("message", (data: Buffer) => {
    hasMoved ||= data[0] === Protocol.ROOM_DATA && data.includes("moved");
  });
  const [joined] = (await Promise.race([once(socket, "message"), once(socket, "close")])) as [
    Buffer | number,
  ];
  // A process that the machine has stopped for a second asks whether the match is still its own, and has
  // clients try again.
  if (joined === CLOSE.comeBack) return await comeBack(room, token, reads);
  if (typeof joined === "number") throw new Error(`the connection was closed with ${joined}`);
  expect(joined[0]).toBe(Protocol.JOIN_ROOM);
  if (!reads) socket.pause();
  socket.send(Buffer.of(Protocol.JOIN_ROOM));
  return { socket, token: joined.toString("utf8", 2, 2 + joined[1]!), moved: () => hasMoved };
}

it("[SV8] a player whose link breaks before it has read `moved` gets it at its next return", async () => {
  const { roomId } = await matchMaker.handleCreateRoom("restored", {});
  const room = roomOf<RestoredRoom>({ roomId });
  const seen = () => room.clients.getById("a");
  const deaf = await comeBack(roomId, "t-a", false);
  await until(() => seen() !== undefined && hasConfirmed(seen()!), "the join to be confirmed");
  deaf.socket.terminate();
  await until(
    () => seen() === undefined && room.people().every(({ away }) => away),
    "the connection to be closed",
  );
  const back = await comeBack(roomId, deaf.token, true);
  await until(back.moved, "`moved` to arrive");
  // The client has answered a ping by then.
  await until(() => connectionOf(socketOf(seen()!))!.hasReadJoin, "the server to notice the answer");
  back.socket.terminate();
  await until(
    () => seen() === undefined && room.people().every(({ away }) => away),
    "the connection to be closed",
  );

  const again = await comeBack(roomId, back.token, true);
  await until(() => connectionOf(socketOf(seen()!))!.hasReadJoin, "all messages to be read");
  expect(again.moved(), "`moved` messages at the third return").toBe(false);
  again.socket.terminate();
});
