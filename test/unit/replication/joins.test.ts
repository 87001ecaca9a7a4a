/** What the full states of a crowd cost that joins between two steps. */
import { expect, test, vi } from "vitest";
import { skirmishTables } from "../../../games/skirmish/entities.ts";
import { skirmishServer } from "../../../games/skirmish/server/index.ts";
import { SWARM } from "../../../games/skirmish/shared/config.ts";
import { type ArenaState, classes } from "../../../games/skirmish/shared/schema/state.ts";
import { Chunks } from "../../../server/replication/chunks.ts";
import { compile } from "../../../server/replication/compiledTables.ts";
import { InterestSerializer } from "../../../server/replication/interestSerializer.ts";
import { TestClient } from "../../support/testClient.ts";

test("players that join in one tick are encoded once for all of each other", () => {
  const { replication } = skirmishServer;
  const world = skirmishServer.create({ ...SWARM, pilots: 0, ore: 0 }, 1);
  const state = replication.createState(world);
  const serializer = new InterestSerializer({
    ...{ ...skirmishTables.view, half: Number.POSITIVE_INFINITY },
    ...{ compiled: compile(classes), world, centreOf: (key: string) => key },
    sinkOf: (client) => client as unknown as TestClient,
  });
  serializer.reset(state);
  const written = vi.spyOn(Chunks.prototype, "write");
  /** @returns a client that joins now, and how many fields are encoded for it */
  const join = (key: string) => {
    skirmishServer.join(world, key, key);
    replication.publishPlayer(world, state, key);
    written.mockClear();
    const client = new TestClient<ArenaState>(key, serializer.handshake());
    client.raw(serializer.getFullState(client.asClient, { sNow: 1 }));
    return { client, fields: written.mock.calls.length };
  };
  const crowd = Array.from({ length: 20 }, (_, i) => join(`player-${i}`));
  written.mockRestore();
  const [, second] = crowd;
  expect(second!.fields, "fields of a ship, and its own ones").toBeGreaterThan(10);
  for (const { fields } of crowd.slice(2)) expect(fields, "a later one").toBe(second!.fields);
  expect(crowd.at(-1)!.client.stock.state.ships.size).toBe(crowd.length);
});
