/** A player that leaves is removed from the world and from the replicated state in the same moment. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { ARENA } from "../../games/skirmish/shared/config.ts";
import type { RoomContext } from "../../server/rooms/roomContext.ts";
import { type LocalServer, startLocally } from "../support/localServer.ts";
import { SkirmishRoom } from "../support/skirmishRoom.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

/** Ships in the world and in the state, right after each leave. */
const counts: [world: string[], state: string[]][] = [];

class CountingRoom extends SkirmishRoom {
  constructor(context: RoomContext) {
    super(context, { ...ARENA, pilots: 0 });
  }

  override onLeave(...left: Parameters<SkirmishRoom["onLeave"]>): void {
    super.onLeave(...left);
    counts.push([[...this.world.ships.keys()], [...this.state.ships.keys()]]);
  }
}

let server: LocalServer;
beforeAll(async () => {
  server = await startLocally({ counting: CountingRoom });
});
afterAll(() => server.stop());

// If the match is handed over before the next step, wire ids follow the order of the ships in both.
it("[SV6] a player that leaves between two steps is in neither the world nor the state", async () => {
  const [ada, bob] = [
    await stockPlayer(server.url, "Ada", "counting"),
    await stockPlayer(server.url, "Bob", "counting"),
  ];
  await ada.room.leave();
  await until(() => counts.length > 0, "Ada to be removed");
  expect(counts).toEqual([[[bob.room.sessionId], [bob.room.sessionId]]]);
  await bob.room.leave();
});
