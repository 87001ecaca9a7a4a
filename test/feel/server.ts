/** The server of `npm run feel`: the real one, with a room that records its state at every tick. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { games } from "../../games/index.ts";
import { ARENA } from "../../games/skirmish/shared/config.ts";
import { createApp } from "../../server/app.ts";
import { readEnv } from "../../server/env.ts";
import { inContext } from "../../server/rooms/roomClass.ts";
import type { RoomContext } from "../../server/rooms/roomContext.ts";
import { answerParent, sendToParent } from "../support/processChannel.ts";
import { SkirmishRoom } from "../support/skirmishRoom.ts";
import { Recorder } from "./recorder.ts";

/** Ships in the arena, bots included. */
const ships = Number(process.argv[2]);

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

const { server, http, cluster, roomContext } = createApp(readEnv({ LOG_LEVEL: "error" }), games);
server.define("feel", inContext(FeelRoom, roomContext));
const listening = once(http, "listening");
void server.listen(0, "127.0.0.1");
await listening;
// The process admits no player before this.
await cluster.start({ drain() {}, undrain: () => false });
answerParent({ truth: () => recorder.truth });
sendToParent({ port: (http.address() as AddressInfo).port });
