import type { Client } from "@colyseus/core";
import { describe, expect, it } from "vitest";
import { replication } from "../../../games/skirmish/server/index.ts";
import { createMatch } from "../../../games/skirmish/server/match.ts";
import { spawn } from "../../../games/skirmish/server/spawns.ts";
import { addShip, type World } from "../../../games/skirmish/server/world.ts";
import { ARENA, RADAR, SWARM, swarmOf, WORLD_MAX } from "../../../games/skirmish/shared/config.ts";
import { createBroadcaster } from "../../../server/rooms/broadcaster.ts";
import { random, seeded, whole } from "../../../shared/maths/random.ts";
import { TICK_RATE } from "../../../shared/tick.ts";

function swarm(ships: number): World {
  const world = createMatch({ ...SWARM, pilots: 0 }, 9);
  for (let i = 0; i < ships; i++) spawn(world, addShip(world, `s${i}`, `s${i}`));
  return world;
}

describe("[MA4] a swarm", () => {
  it("has a world with the density of rocks and ore of an arena, and one that fits the wire format", () => {
    for (const capacity of [1, 100, 1000, 4000]) {
      const { size, rocks, ore } = swarmOf(capacity);
      expect(size).toBeGreaterThanOrEqual(ARENA.size);
      expect(size).toBeLessThanOrEqual(WORLD_MAX);
      expect(rocks / size ** 2 / (ARENA.rocks / ARENA.size ** 2)).toBeCloseTo(1, 1);
      expect(ore / size ** 2 / (ARENA.ore / ARENA.size ** 2)).toBeCloseTo(1, 1);
    }
  });

  it("spawns few ships close together in the middle and many all over", () => {
    const spread = (ships: number) => {
      const world = swarm(ships);
      const away = [...world.ships.values()].map(({ x, y }) =>
        Math.max(Math.abs(x - SWARM.size / 2), Math.abs(y - SWARM.size / 2)),
      );
      return Math.max(...away);
    };
    expect(spread(10)).toBeLessThanOrEqual(Math.sqrt(10 * SWARM.spread) / 2);
    expect(spread(900)).toBeGreaterThan(0.4 * SWARM.size);
  });

  it("shows about 30 ships around each, few or many", () => {
    for (const ships of [200, 1000]) {
      const all = [...swarm(ships).ships.values()];
      const seen = all.map(
        (ship) =>
          all.filter(({ x, y }) => Math.abs(x - ship.x) <= 1000 && Math.abs(y - ship.y) <= 1000).length,
      );
      const mean = seen.reduce((a, b) => a + b) / all.length;
      expect(mean, `${ships} ships`).toBeGreaterThan(18);
      expect(mean, `${ships} ships`).toBeLessThan(36);
    }
  });

  it("sends a kill to players within range; an arena sends it to all", () => {
    const received = (hearing: number) => {
      const received: string[] = [];
      const client = (sessionId: string) =>
        ({ sessionId, send: () => received.push(sessionId) }) as unknown as Client;
      const clients = Object.assign([client("near"), client("far"), client("no ship")], {
        getById: () => undefined,
      });
      const ships = new Map([
        ["near", { x: 1500, y: 900 }],
        ["far", { x: 2100, y: 900 }],
      ]) as unknown as World["ships"];
      const game = { players: () => ships, broadcastRadius: () => hearing };
      const room = { clients, broadcast: () => received.push("all") };
      const message = { killer: "", killerName: "", victim: "", victimName: "", weapon: "" };
      const outbox = { add: (_type: string, _message: object, to: Iterable<string>) => received.push(...to) };
      const seated = () => ["near", "far", "no ship"];
      const broadcaster = createBroadcaster(room, game, swarm(0), outbox, seated);
      broadcaster.sendAround({ x: 1000, y: 1000 }, "kill", message);
      broadcaster.announceAround({ x: 1000, y: 1000 }, "chat", {
        from: "",
        name: "",
        text: "",
        scope: "near",
      });
      return received;
    };
    expect(received(1000)).toEqual(["near", "near"]);
    expect(received(ARENA.hearing)).toEqual(["all", "near", "far", "no ship"]);
  });
});

describe("the shared state of a whole world", () => {
  it("counts the living ships of each square of the radar once a second", () => {
    const world = swarm(200);
    world.ships.get("s7")!.alive = false;
    const state = replication.createState(world);
    const columns = Math.ceil(SWARM.size / RADAR.cell);
    expect(state.radar.length).toBe(columns * columns);
    world.tick = TICK_RATE;
    replication.publish(world, state);
    const counts = new Array(columns * columns).fill(0);
    for (const { x, y, alive } of world.ships.values())
      if (alive) counts[Math.floor(y / RADAR.cell) * columns + Math.floor(x / RADAR.cell)]++;
    expect([...state.radar]).toEqual(counts);
    const before = [...state.radar];
    for (const ship of world.ships.values()) ship.alive = false;
    world.tick++;
    replication.publish(world, state);
    expect([...state.radar], "not yet").toEqual(before);
    world.tick += TICK_RATE - 1;
    replication.publish(world, state);
    expect(new Set(state.radar)).toEqual(new Set([0]));
  });

  it("lists the ten best as a full sort would", () => {
    const from = seeded(3);
    const world = swarm(60);
    const state = replication.createState(world);
    for (let round = 0; round < 50; round++) {
      for (const ship of world.ships.values()) if (random(from) < 0.2) ship.score = whole(from, 12) * 10;
      replication.publish(world, state);
      const best = [...world.ships.values()].sort((a, b) => b.score - a.score || a.id - b.id).slice(0, 10);
      expect(state.leaders.map(({ id, score }) => [id, score])).toEqual(
        best.map(({ id, score }) => [id, score]),
      );
    }
  });
});
