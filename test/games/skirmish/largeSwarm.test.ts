/**
 * The largest swarm that `SWARM_CAPACITY` accepts: each part of the server holds for 4,000 ships, without
 * sockets.
 */
import { $refId, type Schema } from "@colyseus/schema";
import { beforeAll, describe, expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import { skirmishTables } from "../../../games/skirmish/entities.ts";
import { replication, skirmishServer } from "../../../games/skirmish/server/index.ts";
import type { World } from "../../../games/skirmish/server/world.ts";
import { ARENA, RADAR, swarmOf, WORLD_MAX } from "../../../games/skirmish/shared/config.ts";
import { type ArenaState, classes } from "../../../games/skirmish/shared/schema/state.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../../server/cluster/checkpoint.ts";
import { BadEnvironment, readEnv } from "../../../server/env.ts";
import { withCapacities } from "../../../server/game.ts";
import { MatchRecorder } from "../../../server/log/recorder.ts";
import { compile } from "../../../server/replication/compiledTables.ts";
import { InterestSerializer } from "../../../server/replication/interestSerializer.ts";
import { continueAfter } from "../../../server/replication/wireIds.ts";
import { InputFields } from "../../../shared/log/inputFields.ts";
import { Match } from "../../../shared/log/match.ts";
import { Replay } from "../../../shared/log/replay.ts";
import { worldHash } from "../../../shared/log/worldHash.ts";
import { seeded, whole } from "../../../shared/maths/random.ts";
import { TICK_RATE } from "../../../shared/tick.ts";
import { KeptSegments, logBytes, readLog } from "../../support/matchLogs.ts";
import { TestClient } from "../../support/testClient.ts";

const MOST = 4000;
const TICKS = TICK_RATE + 1;
const settings = { ...swarmOf(MOST), pilots: 0 };
const NEVER = (fault: unknown): never => {
  throw fault;
};
/** What a position may be off on the wire, units: half of a step of 3/8. */
const OFF = 3 / 16 + 0.01;
const VIEW = { sure: 999, most: 1201 } as const;

let match: Match<World>;
let recorded: KeptSegments;

beforeAll(() => {
  match = new Match<World>(skirmishServer, skirmishServer.create(settings, 11));
  recorded = new KeptSegments();
  const recorder = new MatchRecorder(
    match as Match,
    new InputFields(skirmishServer.game.input),
    recorded,
    NEVER,
  );
  match.record(recorder);
  const chance = seeded(4);
  for (let i = 0; i < MOST; i++) match.apply({ type: "join", key: `player-${i}`, name: `P${i}` });
  for (let tick = 0; tick < TICKS; tick++) {
    for (const ship of match.world.ships.values())
      match.give(ship, {
        ...{ moveX: whole(chance, 255) - 127, moveY: whole(chance, 255) - 127, aim: whole(chance, 0x10000) },
        ...{ buttons: whole(chance, 4), seen: 0 },
      });
    match.step();
  }
  recorder.end("over");
});

describe("[MA7] SWARM_CAPACITY", () => {
  it("is 1,000 by default and 4,000 at most; another value is named with what is accepted", () => {
    expect(readEnv({}).SWARM_CAPACITY).toBe(1000);
    for (const wrong of ["0", "4001", "many", "1e3", "-5", "12.5"])
      expect(() => readEnv({ SWARM_CAPACITY: wrong }), wrong).toThrow(
        new BadEnvironment(
          `SWARM_CAPACITY: "${wrong}" is not accepted; it takes a whole number from 1 to 4000`,
        ),
      );
  });

  it("raises the default of MAX_CLIENTS_PER_PROCESS to a whole swarm, but not a number that is given", () => {
    const most = (env: { [name: string]: string }) => readEnv(env).MAX_CLIENTS_PER_PROCESS;
    expect(most({})).toBe(2000);
    expect(most({ SWARM_CAPACITY: "4000" })).toBe(4000);
    expect(most({ SWARM_CAPACITY: "4000", MAX_CLIENTS_PER_PROCESS: "700" })).toBe(700);
  });

  it("sets seats and world of the swarm, and of no other room", () => {
    const [skirmish, puck] = withCapacities(games, { SWARM_CAPACITY: 2500 });
    const { swarm, arena } = skirmish!.game.modes;
    expect(swarm).toMatchObject({ capacity: 2500, settings: swarmOf(2500) });
    expect(arena).toMatchObject({ capacity: ARENA.capacity, settings: ARENA });
    expect(puck!.game.modes).toEqual(games[1]!.game.modes);
    const same = withCapacities(games, { SWARM_CAPACITY: 1000 });
    expect(same.map(({ game }) => game.modes)).toEqual(games.map(({ game }) => game.modes));
  });

  it("stays with a match that moves to a process with another capacity", () => {
    expect(skirmishServer.capacity?.(match.world)).toBe(MOST);
  });
});

describe("[MA7] a swarm of 4,000", () => {
  it("fits the wire: distinct ids in 16 bits, and all ships within a world that positions can tell", () => {
    const ships = [...match.world.ships.values()];
    expect(new Set(ships.map(({ id }) => id)).size).toBe(MOST);
    expect(Math.max(...ships.map(({ id }) => id))).toBeLessThanOrEqual(0xffff);
    expect(settings.size).toBeLessThanOrEqual(WORLD_MAX);
    expect(match.world.map.rocks).toHaveLength(settings.rocks);
    const far = Math.max(...ships.flatMap(({ x, y }) => [x, y]));
    expect(far, "all of the world is used").toBeGreaterThan(0.97 * settings.size);
  });

  it("shows each client its own ship and those around it where they are, and radar, leaders and crowd of all", () => {
    const { world } = match;
    const serializer = new InterestSerializer({
      ...{ compiled: compile(classes), world, centreOf: (key: string) => key, ...skirmishTables.view },
      sinkOf: (client) => client as unknown as TestClient<ArenaState>,
    });
    serializer.reset(replication.createState(world));
    const ships = [...world.ships.values()];
    const corner = ships.reduce((a, b) => (a.x + a.y > b.x + b.y ? a : b));
    for (const own of [corner, ships[0]!, ships.at(-1)!]) {
      const client = new TestClient<ArenaState>(own.key, serializer.handshake());
      client.raw(serializer.getFullState(client.asClient));
      const shown = client.stock.getState();
      expect(shown.ships.get(own.key)!.own.x).toBe(Math.fround(own.x));
      const wrong = ships.filter(({ key, x, y }) => {
        const away = Math.max(Math.abs(x - own.x), Math.abs(y - own.y));
        const ship = shown.ships.get(key);
        if (ship === undefined) return away < VIEW.sure;
        return away > VIEW.most || Math.max(Math.abs(ship.x - x), Math.abs(ship.y - y)) > OFF;
      });
      expect(wrong).toEqual([]);
      expect(shown.crowd).toBe(MOST);
      const columns = Math.ceil(settings.size / RADAR.cell);
      expect(shown.radar).toHaveLength(columns * columns);
      const alive = ships.filter((ship) => ship.alive).length;
      expect(shown.radar.reduce((sum, count) => sum + count, 0)).toBe(alive);
      expect(shown.leaders).toHaveLength(10);
    }
  });

  it("continues from a checkpoint as the same world, with the wire ids that its clients know and new ones beyond", () => {
    const { world } = match;
    const state = replication.createState(world);
    const serializer = replication.serializer(world, (key) => key);
    serializer.reset(state);
    const wireIds = serializer.wireIds();
    const seats = [...world.ships.keys()].map((sessionId) => ({
      ...{ sessionId, token: `token-of-${sessionId}`, next: `next-of-${sessionId}`, flown: 90 },
    }));
    const bytes = encodeCheckpoint(skirmishServer, world, {
      ...{ seats, newestMessage: 0, views: [], elapsed: 0, at: 0, moved: "crash", wireIds },
    });
    expect(bytes.length, "bytes that Redis keeps for each player").toBeLessThan(1000 * MOST);
    const restored = decodeCheckpoint(games, bytes);
    const storage = skirmishServer.storage;
    expect(worldHash(storage.save(restored.world as World))).toBe(worldHash(storage.save(world)));
    expect(restored.room.seats).toHaveLength(MOST);
    const next = replication.createState(restored.world as World);
    expect(replication.restoreWireIds(next, restored.room.wireIds)).toBe(true);
    for (const key of world.ships.keys()) expect(idOf(next.ships.get(key))).toBe(idOf(state.ships.get(key)));
    const spare = continueAfter(restored.room.wireIds).next - wireIds.next;
    expect(spare, "what 4,000 players give away in a minute").toBeGreaterThanOrEqual(4 * 4096);
  });

  it("is replayed from its match log with every hash right", () => {
    const bytes = logBytes(skirmishServer, recorded.all, { mode: "swarm", settings, seed: 11 });
    const replay = new Replay(skirmishServer, [readLog(bytes)]);
    const events = [...replay.play()].map(({ type }) => type);
    expect(events.filter((type) => type === "right")).toHaveLength(Math.floor(TICKS / TICK_RATE));
    expect(events.filter((type) => ["wrong", "fault", "hole"].includes(type))).toEqual([]);
    expect(replay.world.tick).toBe(match.world.tick);
  });
});

const idOf = (instance: Schema | undefined): number | undefined =>
  (instance as { [$refId]?: number } | undefined)?.[$refId];
