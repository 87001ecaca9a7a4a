/** The server of `npm run feel`: the real one, with a room that records its state at every tick. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { games } from "../../games/index.ts";
import { ARENA } from "../../games/skirmish/shared/config.ts";
import { createApp } from "../../server/app.ts";
import { readEnv } from "../../server/env.ts";
import { roomNamesOf } from "../../server/game.ts";
import { startIoThreads } from "../../server/ioThreads.ts";
import { createTelemetry } from "../../server/ops/telemetry.ts";
import { inContext } from "../../server/rooms/roomClass.ts";
import type { RoomContext } from "../../server/rooms/roomContext.ts";
import { answerParent, sendToParent } from "../support/processChannel.ts";
import { SkirmishRoom } from "../support/skirmishRoom.ts";
import { Recorder } from "./recorder.ts";

/** Ships in the arena, bots included, and the number of I/O threads. */
const [ships, threads] = process.argv.slice(2).map(Number) as [number, number];

let recorder = new Recorder();

class FeelRoom extends SkirmishRoom {
  constructor(context: RoomContext) {
    super(context, { ...ARENA, pilots: ships });
    recorder = new Recorder();
  }

  override broadcastPatch(): boolean {
    recorder.note(this.world, performance.timeOrigin + performance.now());
    return super.broadcastPatch();
  }
}

const env = readEnv({ LOG_LEVEL: "error", IO_THREADS: String(threads) });
const telemetry = createTelemetry(roomNamesOf(games), "error");
const io = await startIoThreads(env.IO_THREADS, telemetry);
const { server, http, cluster, roomContext } = createApp(env, games, { telemetry, io });
server.define("feel", inContext(FeelRoom, roomContext));
const listening = once(http, "listening");
void server.listen(0, "127.0.0.1");
await listening;
// The process admits no player before this.
await cluster.start({ drain() {}, undrain: () => false });
answerParent({ truth: () => recorder.truth });
sendToParent({ port: (http.address() as AddressInfo).port });
