/**
 * Another process restores a match, from the tick that clients have seen or one before. Their decoders must
 * then hold the same state as those of new clients, in the instances they had.
 */
import { ClientState } from "@colyseus/core";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { games } from "../../../games/index.ts";
import { replication, skirmishServer } from "../../../games/skirmish/server/index.ts";
import type { World } from "../../../games/skirmish/server/world.ts";
import { type ArenaState, classes } from "../../../games/skirmish/shared/schema/state.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../../server/cluster/checkpoint.ts";
import { compile } from "../../../server/replication/compiledTables.ts";
import { InterestSerializer } from "../../../server/replication/interestSerializer.ts";
import { continueAfter, type WireIds } from "../../../server/replication/wireIds.ts";
import { type Random, seeded } from "../../../shared/maths/random.ts";
import { begin, randomTick } from "../../support/randomWorlds.ts";
import { TestClient } from "../../support/testClient.ts";

const compiled = compile(classes);

type Decoding = TestClient<ArenaState>;

/** A room as its clients see it. */
class Process {
  readonly world: World;
  readonly state: ArenaState;
  readonly serializer: InterestSerializer;

  constructor(world: World, wireIds?: WireIds) {
    this.world = world;
    this.state = replication.createState(world);
    if (wireIds !== undefined) replication.restoreWireIds(this.state, wireIds);
    this.serializer = new InterestSerializer({
      half: Number.POSITIVE_INFINITY,
      margin: 0,
      centreOf: (key) => key,
      ...{ compiled, world },
      sinkOf: (client) => client as unknown as Decoding,
      ...(wireIds === undefined ? {} : { nextWireIds: continueAfter(wireIds) }),
    });
    this.serializer.reset(this.state);
  }

  join(key: string, comesBackWith?: Decoding): Decoding {
    const client = new TestClient<ArenaState>(key, this.serializer.handshake(), comesBackWith?.stock);
    client.state = ClientState.JOINED;
    client.raw(this.serializer.getFullState(client.asClient));
    return client;
  }

  tick(chance: Random, clients: Decoding[]): void {
    randomTick(this.world, chance);
    replication.publish(this.world, this.state);
    this.serializer.applyPatches(
      clients.map((client) => client.asClient),
      this.state,
    );
  }
}

/** The decoded state of a client, independent of order. */
function decoded({ stock }: Decoding): unknown {
  const { ships, bolts, pickups, ...rest } = stock.getState().toJSON() as unknown as {
    [field: string]: object;
  };
  const sorted = (map: object) => Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ships: sorted(ships!), bolts: sorted(bolts!), pickups: sorted(pickups!), rest };
}

function expectTruth({ stock, sessionId }: Decoding, world: World): void {
  for (const [key, { x, y, hull, score, own }] of stock.getState().ships.entries()) {
    const ship = world.ships.get(key)!;
    expect([hull, score], key).toEqual([Math.ceil(ship.hull), ship.score]);
    expect(Math.hypot(x - ship.x, y - ship.y), key).toBeLessThan(0.5);
    if (key === sessionId && ship.pilot === undefined)
      expect(own, key).toMatchObject({ x: Math.fround(ship.x), shots: ship.shots });
  }
}

const complaints: unknown[] = [];
beforeEach(() => {
  complaints.length = 0;
  for (const level of ["warn", "error"] as const)
    vi.spyOn(console, level).mockImplementation((...words) => void complaints.push(words));
});
afterEach(() => vi.restoreAllMocks());

it("[SV3] a client that returns to a restored match decodes what a new client does, in the instances it had", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.integer({ min: 20, max: 300 }),
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 0, max: 30 }),
      (seed, before, unsaved, recovered) => {
        const chance = seeded(seed);
        const old = new Process(begin(seed));
        const players: Decoding[] = [];
        for (let i = 0; i < before; i++) {
          old.tick(chance, players);
          if (i === 10)
            players.push(...[...old.world.ships.keys()].map((key) => old.join(key)), old.join("guest"));
        }
        const bytes = encodeCheckpoint(skirmishServer, old.world, {
          ...{ seats: [], newestMessage: 0, views: [], elapsed: 0, at: 0, moved: "crash" },
          wireIds: old.serializer.wireIds(),
        });
        const known = new Set(old.world.ships.keys());
        const sameChance = { ...chance };
        // Clients have received what happens from here on. Some of it is made again, the rest is lost.
        for (let i = 0; i < unsaved; i++) old.tick(chance, players);

        const { room, ...restored } = decodeCheckpoint(games, bytes);
        const world = restored.world as World;
        const wireIds = replication.followWireIds(world, room.wireIds);
        for (let i = 0; i < Math.min(recovered, unsaved); i++) randomTick(world, sameChance);
        const target = new Process(world, wireIds());
        const instances = players.map(({ stock }) => new Map(stock.getState().ships.entries()));
        const back = players.map((player) => target.join(player.sessionId, player));
        const fresh = players.map(({ sessionId }) => target.join(sessionId));
        const again = seeded(seed + 1);
        for (let i = 0; i < 20; i++) {
          for (const [n, client] of back.entries()) {
            expect(decoded(client)).toEqual(decoded(fresh[n]!));
            expectTruth(client, world);
            for (const [key, ship] of client.stock.getState().ships.entries())
              if (i === 0 && known.has(key) && instances[n]!.has(key))
                expect(ship).toBe(instances[n]!.get(key));
          }
          target.tick(again, [...back, ...fresh]);
        }
        expect(complaints, "instances in the decoders").toEqual([]);
      },
    ),
    { numRuns: 15 },
  );
});
