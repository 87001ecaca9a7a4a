/** Attempts to return whose clients hang up before the server handles them. */
import type { Client } from "@colyseus/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import { ARENA } from "../../games/skirmish/shared/config.ts";
import { socketOf } from "../../server/framework/client.ts";
import type { RoomContext } from "../../server/rooms/roomContext.ts";
import { type LocalServer, roomOf, startLocally } from "../support/localServer.ts";
import { SkirmishRoom } from "../support/skirmishRoom.ts";
import { until } from "../support/until.ts";

/** Number of attempts whose sockets are closed when their turn comes. */
let hangUps = 0;
const hangUp = (client: Client): void => socketOf(client).terminate();

class ImpatientRoom extends SkirmishRoom {
  constructor(context: RoomContext) {
    super(context, { ...ARENA, pilots: 0 });
  }

  override onReconnect(client: Client): Promise<void> | undefined {
    if (hangUps > 0) {
      hangUps--;
      hangUp(client);
    }
    return super.onReconnect(client);
  }
}

let server: LocalServer;
beforeAll(async () => {
  server = await startLocally({ impatient: ImpatientRoom });
});
afterAll(() => server.stop());

it("[SE6] a client that hangs up before its attempt to return is served keeps its seat", async () => {
  const ada = await join({ url: server.url, room: "impatient", name: "Ada" });
  const room = roomOf<ImpatientRoom>(ada);
  const id = room.world.ships.get(ada.key)!.id;
  hangUps = 3;
  hangUp(room.clients.getById(ada.key)!);
  await until(() => ada.link.state === "over" || ada.stats.returns > 0, "Ada to be back");
  expect(ada.link).toEqual({ state: "playing" });
  expect(hangUps).toBe(0);
  expect(room.world.ships.get(ada.key), "the same ship, and no player away").toMatchObject({
    id,
    away: false,
  });
  const { patches } = ada.stats;
  await until(() => ada.stats.patches > patches + 10, "Ada to play on");
  await ada.leave();
});
