/** A server in the process of the test, so that the test can inspect its rooms and define room classes. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { matchMaker } from "@colyseus/core";
import { games } from "../../games/index.ts";
import { createApp } from "../../server/app.ts";
import { readEnv } from "../../server/env.ts";
import { roomNamesOf } from "../../server/game.ts";
import { startIoThreads } from "../../server/ioThreads.ts";
import { createTelemetry, type Telemetry } from "../../server/ops/telemetry.ts";
import type { RecordStore } from "../../server/records/store.ts";
import type { GameRoom } from "../../server/rooms/gameRoom.ts";
import { inContext, type RoomOf } from "../../server/rooms/roomClass.ts";
import { keepLog, LINES } from "./serverLogs.ts";

export interface LocalServer {
  url: string;
  telemetry: Telemetry;
  stop(): Promise<void>;
}

/**
 * @param rooms room classes by the name under which clients join them
 * @param records absent: none are kept
 */
export async function startLocally(
  rooms: { [name: string]: RoomOf },
  records?: RecordStore,
): Promise<LocalServer> {
  const lines: string[] = [];
  const write = (line: string) => {
    if (lines.push(line) > 2 * LINES) lines.splice(0, LINES);
  };
  const telemetry = createTelemetry(roomNamesOf(games), "debug", { write });
  // As for the servers of `startServer`: `IO_THREADS=1 npm test` runs all tests that name no number with a
  // thread.
  const env = readEnv({ LOG_LEVEL: "silent", IO_THREADS: process.env.IO_THREADS });
  const io = await startIoThreads(env.IO_THREADS, telemetry);
  const { server, http, cluster, roomContext } = createApp(env, games, { telemetry, io, records });
  for (const [name, room] of Object.entries(rooms)) server.define(name, inContext(room, roomContext));
  const listening = once(http, "listening");
  void server.listen(0, "127.0.0.1");
  await listening;
  const { port } = http.address() as AddressInfo;
  keepLog(`local server at port ${port}`, () => lines.join(""));
  // The process admits no player before this.
  await cluster.start({ drain() {}, undrain: () => false });
  return {
    url: `http://127.0.0.1:${port}`,
    telemetry,
    async stop() {
      await cluster.leave();
      await server.gracefullyShutdown(false);
      io?.end();
    },
  };
}

/** @returns the instance of a room */
export const roomOf = <R extends GameRoom>({ roomId }: { roomId: string }): R =>
  matchMaker.getLocalRoomById(roomId) as unknown as R;
