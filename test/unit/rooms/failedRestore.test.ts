/** A room that fails to restore a match leaves nothing behind. */
import { matchMaker } from "@colyseus/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import { skirmishServer } from "../../../games/skirmish/server/index.ts";
import { ARENA } from "../../../games/skirmish/shared/config.ts";
import { encodeCheckpoint, type RoomSnapshot } from "../../../server/cluster/checkpoint.ts";
import { CONCURRENT } from "../../../server/net/limits.ts";
import type { RoomContext } from "../../../server/rooms/roomContext.ts";
import { type LocalServer, startLocally } from "../../support/localServer.ts";
import { ownershipOf } from "../../support/restored.ts";
import { SkirmishRoom } from "../../support/skirmishRoom.ts";
import { openWorld, shipAt } from "../../support/worlds.ts";

const world = openWorld();
shipAt(world, "a", 500, 500);
const snapshotOf = (...players: string[]): RoomSnapshot => ({
  seats: players.map((sessionId) => {
    return { sessionId, token: `t-${sessionId}`, next: `n-${sessionId}`, flown: 0, auth: { id: sessionId } };
  }),
  ...{ newestMessage: 0, views: [], elapsed: 0, at: 0, moved: "crash" },
  wireIds: {
    schema: "",
    next: 9,
    nextMany: 9,
    parts: [1, 2, 3, 4, 5],
    entities: { ships: new Float64Array([1]) },
  },
});

let ownership: RoomContext["ownership"];
let seatLimits: RoomContext["seatLimits"];
class FailingRoom extends SkirmishRoom {
  constructor(context: RoomContext) {
    super({ ...context, ownership }, { ...ARENA, pilots: 0 });
    ({ seatLimits } = context);
  }

  override async onCreate(options = {}): Promise<void> {
    await super.onCreate(options);
    throw new Error("it fails once all seats are restored");
  }
}

let server: LocalServer;
beforeAll(async () => {
  server = await startLocally({ failing: FailingRoom });
});
afterAll(() => server.stop());

it.each([
  // No such ship exists.
  ["half-way through its seats", snapshotOf("a", "nobody")],
  ["after them", snapshotOf("a")],
])("[LI7] the seats of a restore that fails %s are free again", async (_, snapshot) => {
  ownership = ownershipOf(games, () => encodeCheckpoint(skirmishServer, world, snapshot));
  for (let times = 0; times <= CONCURRENT.seats; times++)
    await expect(matchMaker.handleCreateRoom("failing", {})).rejects.toThrow();
  for (const name of ["players", "rooms"] as const) {
    const { values } = await server.telemetry.metrics[name].get();
    expect(values.find(({ labels }) => labels.room === "failing")?.value ?? 0, name).toBe(0);
  }
  expect(seatLimits.hold({ id: "a" }), "another seat of that player").toBe(true);
  seatLimits.release({ auth: { id: "a" } });
});
