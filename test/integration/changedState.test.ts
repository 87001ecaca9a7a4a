/**
 * A match is restored by a process whose game has one more field: its players return with decoders of the old
 * state.
 */
import { once } from "node:events";
import { matchMaker } from "@colyseus/core";
import { Client } from "@colyseus/sdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import type { GameServer } from "../../server/game.ts";
import { type RoomOf, roomClass } from "../../server/rooms/roomClass.ts";
import { CLOSE } from "../../shared/protocol.ts";
import { type CopiedGame, copySkirmish } from "../support/copiedGame.ts";
import { type LocalServer, startLocally } from "../support/localServer.ts";
import { checkpointOf, ownershipOf } from "../support/restored.ts";
import { until } from "../support/until.ts";

let copy: CopiedGame;
let server: LocalServer;
beforeAll(async () => {
  copy = copySkirmish();
  copy.insert("entities.ts", "    alive: boolean(),\n", "    heat: uint16({ added: 7 }),\n");
  copy.insert("server/world.ts", "  alive: boolean;\n", "  heat: number;\n");
  copy.insert("server/world.ts", "    alive: false,\n", "    heat: 0,\n");
  const game: GameServer = (await copy.load("server/index.ts")).skirmishServer;
  // The checkpoint is of the game without the field.
  const ownership = ownershipOf([game], () => checkpointOf("crash", 70));
  const Arena = roomClass(game, "arena");
  const Restored: RoomOf = class extends Arena {
    constructor(context: ConstructorParameters<RoomOf>[0]) {
      super({ ...context, ownership });
    }
  };
  server = await startLocally({ restored: Restored });
});
afterAll(async () => {
  await server.stop();
  copy.remove();
});

it("[FT6] a client that returns with its old decoder is told to reload, and has its seat when it has reloaded", async () => {
  const { roomId } = await matchMaker.handleCreateRoom("restored", {});
  const answer = await fetch(`${server.url}/matchmake/reconnect/${roomId}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ reconnectionToken: "t-a" }),
  });
  const { sessionId, processId } = (await answer.json()) as { sessionId: string; processId: string };
  const seat = `sessionId=${sessionId}&reconnectionToken=t-a&skipHandshake=true`;
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/${processId}/${roomId}?${seat}`);
  const [code] = await once(socket, "close");
  expect(code).toBe(CLOSE.tooOld);

  const room = await new Client(server.url).reconnect<ArenaState>(`${roomId}:t-a`);
  room.onMessage("*", () => {});
  await until(() => room.state?.ships?.get("a")?.own !== undefined, "the own ship");
  expect(room.state.ships.get("a")).toMatchObject({ score: 70, name: "a", heat: 7, alive: true });
  await room.leave();
});
