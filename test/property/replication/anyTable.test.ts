/**
 * Tables of no real game: every kind of field that changes, strings that change, two kinds of simulated
 * entities, and one that moves by a rule. Each client's stock decoder must hold exactly what the tables
 * derive from the simulation.
 */
import { ClientState } from "@colyseus/core";
import { expect, test } from "vitest";
import { compile } from "../../../server/replication/compiledTables.ts";
import { InterestSerializer } from "../../../server/replication/interestSerializer.ts";
import { Publisher } from "../../../server/replication/publish.ts";
import {
  boolean,
  data,
  entity,
  flags8,
  float32,
  int8,
  int16,
  int32,
  list,
  place,
  root,
  string,
  tables,
  turn8,
  turn16,
  uint8,
  uint16,
  uint32,
} from "../../../shared/fields/index.ts";
import { classesOf } from "../../../shared/fields/schema.ts";
import { type Random, random, seeded, whole } from "../../../shared/maths/random.ts";
import { TestClient } from "../../support/testClient.ts";

interface Thing {
  a: number;
  b: number;
  c: number;
  d: number;
  e: number;
  f: number;
  g: number;
  on: boolean;
  turned: number;
  note: string;
  kind: string;
}
interface Ball {
  x: number;
  y: number;
  speed: number;
}
interface World {
  tick: number;
  title: string;
  things: Map<string, Thing>;
  balls: Map<string, Ball>;
  sparks: Map<string, Ball>;
  players: Map<string, Ball>;
}

const things = entity("Thing", (world: World) => world.things, {
  position: ["f", "g"],
  // In another order than in the class: constant fields and strings follow changing ones.
  fields: {
    kind: string().once(),
    a: int8(),
    note: string(),
    b: int16(),
    c: int32(),
    d: uint32(),
    e: uint16(),
    f: float32(),
    g: float32(),
    on: boolean(),
    turned: turn8(),
    sum: uint8({ read: ({ a, e }: Thing, { tick }: World) => (a + e + tick) & 255 }),
    both: flags8(3, { read: ({ on, a }: Thing) => (on ? 1 : 0) | (a > 0 ? 2 : 0) }),
  },
});
const balls = entity("Ball", (world: World) => world.balls, {
  position: (ball, _world, at) => Object.assign(at, { x: ball.x, y: ball.y }),
  fields: { x: place(1000), y: place(1000) },
  stored: { speed: data() },
});
const sparks = entity("Spark", (world: World) => world.sparks, {
  many: true,
  position: ({ x, y, speed }, { tick }, at) => Object.assign(at, { x: x + tick * speed, y }),
  fields: { x: float32().once(), y: float32().once(), speed: float32().once() },
});
const players = entity("Player", (world: World) => world.players, {
  players: true,
  position: ["x", "y"],
  fields: { x: place(1000).once(), y: place(1000).once() },
  own: {
    speed: float32(),
    turn: turn16({ read: ({ speed }: Ball) => Math.abs(Math.trunc(speed)) & 0xffff }),
  },
  owned: ({ y }) => y > 200,
});
const all = tables({
  root: root("Everything", (world: World) => world, {
    fields: { tick: uint32(), title: string() },
    lists: {
      odd: list(int16(), ({ things }: World) =>
        [...things.values()].map(({ b }) => b).filter((b) => b % 2 !== 0),
      ),
    },
  }),
  entities: { things, balls, sparks, players },
});
const compiled = compile(classesOf(all));

const newThing = (from: Random): Thing => ({
  ...{ a: 0, b: 0, c: 0, d: 0, e: 0, f: 0, g: 0, on: false, turned: 0, note: "" },
  kind: `k${whole(from, 9)}`,
});
const newBall = (from: Random): Ball => ({
  x: whole(from, 1000),
  y: whole(from, 1000),
  speed: random(from) * 9,
});

/** Changes each property to any value of its type. */
const CHANGES: { [K in keyof Thing]?: (from: Random) => Thing[K] } = {
  a: (from) => whole(from, 256) - 128,
  b: (from) => whole(from, 65536) - 32768,
  c: (from) => whole(from, 2 ** 32) - 2 ** 31,
  d: (from) => whole(from, 2 ** 32),
  e: (from) => whole(from, 65536),
  f: (from) => (random(from) - 0.2) * 1000,
  g: (from) => random(from) * 1e-20,
  on: (from) => random(from) < 0.5,
  turned: (from) => whole(from, 65536),
  note: (from) => "♥".repeat(whole(from, 20)),
};

function change(world: World, from: Random): void {
  world.tick++;
  if (random(from) < 0.1) world.title = `t${world.tick}`;
  for (const thing of world.things.values())
    for (const [name, next] of Object.entries(CHANGES))
      if (random(from) < 0.2) Object.assign(thing, { [name]: next(from) });
  for (const ball of [...world.balls.values(), ...world.players.values()])
    if (random(from) < 0.5) Object.assign(ball, { x: ball.x + 1.3, speed: -ball.speed });
  for (const [map, fresh] of [
    [world.things, newThing],
    [world.balls, newBall],
    [world.sparks, newBall],
  ] as const) {
    const key = `k${whole(from, 12)}`;
    if (random(from) < 0.3) map.delete(key);
    // Sometimes another entity takes the same key at once.
    if (random(from) < 0.4) (map as Map<string, object>).set(key, fresh(from));
  }
}

/** The expected state of any client, derived from the tables. */
function expected(world: World) {
  const turn = 2 * Math.PI;
  const inPlace = (at: number) =>
    (Math.floor((Math.min(Math.max(at, 0), 1000) / 1000) * 65535 + 0.5) / 65535) * 1000;
  const entries = <T, V>(map: Map<string, T>, valuesOf: (one: T) => V) =>
    Object.fromEntries([...map].map(([key, one]) => [key, valuesOf(one)]));
  return {
    crowd: world.players.size,
    things: entries(world.things, ({ kind, note, f, g, turned, ...rest }) => ({
      ...{ ...rest, kind, note, f: Math.fround(f), g: Math.fround(g) },
      turned: ((((turned + 128) >> 8) & 255) / 256) * turn,
      sum: (rest.a + rest.e + world.tick) & 255,
      both: (rest.on ? 1 : 0) | (rest.a > 0 ? 2 : 0),
    })),
    balls: entries(world.balls, ({ x, y }) => ({ x: inPlace(x), y: inPlace(y) })),
    sparks: entries(world.sparks, ({ x, y, speed }) => ({ x, y, speed: Math.fround(speed) })),
    odd: [...world.things.values()].map(({ b }) => b).filter((b) => b % 2 !== 0),
    tick: world.tick,
    title: world.title,
  };
}

test.each([1, 2, 3, 4, 5, 6])(
  "[FT1] seed %i: stock clients hold the state that the tables derive from a world",
  (seed) => {
    const from = seeded(seed);
    const world: World = {
      tick: 0,
      title: "",
      things: new Map(),
      balls: new Map(),
      sparks: new Map(),
      players: new Map(),
    };
    for (const [key, y] of [
      ["ann", 300],
      ["bob", 100],
    ] as const)
      world.players.set(key, { x: 500, y, speed: 1 });
    const publisher = new Publisher(compiled);
    const state = publisher.createState(world);
    const serializer = new InterestSerializer({
      ...{ compiled, world, half: Number.POSITIVE_INFINITY, margin: 0, centreOf: (key: string) => key },
      sinkOf: (client) => client as unknown as TestClient,
    });
    serializer.reset(state);
    const clients = ["ann", "bob"].map((key) => new TestClient(key, serializer.handshake()));
    for (let i = 0; i < 150; i++) {
      change(world, from);
      publisher.publish(world, state);
      serializer.applyPatches(
        clients.map((client) => client.asClient),
        state,
      );
      for (const client of clients)
        if (i % 40 === 0) {
          client.state = ClientState.JOINED;
          client.raw(serializer.getFullState(client.asClient));
        }
      for (const { stock, sessionId } of clients) {
        const { players, ...rest } = stock.getState().toJSON() as unknown as {
          players: { [key: string]: { own?: object } };
        };
        expect(rest, `tick ${i}, ${sessionId}`).toEqual(expected(world));
        const { speed } = world.players.get("ann")!;
        const own = { speed: Math.fround(speed), turn: Math.abs(Math.trunc(speed)) };
        if (sessionId === "ann") expect(players.ann!.own).toEqual(own);
        expect(players[sessionId === "ann" ? "bob" : "ann"]).not.toHaveProperty("own");
      }
    }
  },
);
