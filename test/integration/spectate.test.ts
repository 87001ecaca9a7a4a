/** A destroyed player watches from another ship. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { die } from "../../games/skirmish/server/spawns.ts";
import { swarmOf } from "../../games/skirmish/shared/config.ts";
import type { RoomContext } from "../../server/rooms/roomContext.ts";
import { type LocalServer, roomOf, startLocally } from "../support/localServer.ts";
import { SkirmishRoom } from "../support/skirmishRoom.ts";
import { type StockPlayer, stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";
import { moveTo } from "../support/worlds.ts";

/** A world in which two ships can be out of each other's interest set, without obstacles. */
class WideRoom extends SkirmishRoom {
  constructor(context: RoomContext) {
    super(context, { ...swarmOf(200), rocks: 0, ore: 0, pilots: 0 });
  }
}

let server: LocalServer;
let [ada, bob]: StockPlayer[] = [];
beforeAll(async () => {
  server = await startLocally({ wide: WideRoom });
  ada = await stockPlayer(server.url, "Ada", "wide");
  bob = await stockPlayer(server.url, "Bob", "wide");
});
afterAll(async () => {
  await Promise.all([ada!.room.leave(), bob!.room.leave()]);
  await server.stop();
});

describe("[RE6] a player", () => {
  const apart = () => {
    const { world } = roomOf<WideRoom>(ada!.room);
    const [mine, other] = [ada!, bob!].map(({ room }) => world.ships.get(room.sessionId)!);
    moveTo(mine!, 200, 200);
    moveTo(other!, 5000, 5000);
    return { world, mine: mine! };
  };
  const seesBob = () => ada!.room.state.ships.has(bob!.room.sessionId);
  const watchBob = () => ada!.room.send("spectate", { sessionId: bob!.room.sessionId });
  const ticksPass = async (ticks: number) => {
    const { tick } = ada!.room.state;
    await until(() => ada!.room.state.tick >= tick + ticks, "ticks to pass");
  };

  it("sees only its own interest set while its ship lives, whatever it requests", async () => {
    apart();
    await until(() => !seesBob(), "Bob to leave the interest set");
    watchBob();
    await ticksPass(15);
    expect(seesBob()).toBe(false);
  });

  it("sees another ship's interest set once its own is destroyed, and its own set after the respawn", async () => {
    const { world, mine } = apart();
    die(world, mine);
    // Long enough to watch.
    mine.returnTick = world.tick + 100_000;
    await until(() => !ada!.ship().alive, "Ada's end");
    watchBob();
    await until(seesBob, "Bob in the interest set");
    expect(ada!.ship().alive, "the own ship stays in sight").toBe(false);

    apart();
    mine.returnTick = 0;
    await until(() => ada!.ship().alive, "Ada's return");
    apart();
    await until(() => !seesBob(), "Bob to leave the interest set again");
  });
});
