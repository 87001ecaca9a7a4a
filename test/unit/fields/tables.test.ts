/**
 * What a table refuses, mostly at compile time: `@ts-expect-error` fails the type check when nothing is
 * refused.
 */
import { expect, test } from "vitest";
import type { QueuedPlayer } from "../../../server/players.ts";
import {
  entity,
  float32,
  input,
  number,
  place,
  players,
  root,
  string,
  tables,
  uint8,
  uint32,
} from "../../../shared/fields/index.ts";
import { classesOf, inputClassOf } from "../../../shared/fields/schema.ts";

interface Tank {
  x: number;
  y: number;
  name: string;
  fuel: number;
}
interface World {
  tick: number;
  tanks: Map<string, Tank>;
}

const tanksOf = (world: World) => world.tanks;
const fields = { x: place(100), y: place(100), name: string().once() };
const at = ["x", "y"] as const;
const tanks = entity("Tank", tanksOf, { players: true, position: at, fields, stored: { fuel: number() } });
const clock = root("State", (world: World) => world, { fields: { tick: uint32() } });
const world = root("State", (world: World) => world, { fields: { tick: number() } });

test("[FT1] a property of the simulation that is neither in a table nor in `unstored` does not compile", () => {
  // @ts-expect-error fuel
  entity("Tank", tanksOf, { position: at, fields });
  entity("Tank", tanksOf, { position: at, fields, unstored: ["fuel"] });
  const read = uint8({ read: (tank: Tank) => tank.fuel });
  const shown = { position: at, fields: { ...fields, fuel: read } };
  // @ts-expect-error what the shown fuel is worked out of is not stored
  entity("Tank", tanksOf, shown);
  const calm = root("State", (world: World & { wind: number }) => world, { fields: {} });
  // @ts-expect-error wind
  tables({ root: calm, entities: { tanks } });
  // @ts-expect-error tanks
  expect(() => tables({ root: world, entities: {} })).toThrow('0 tables say "players"');
});

test("[FT1] a row that the simulation has no value for, or one of another type, does not compile", () => {
  // @ts-expect-error no such property
  entity("Tank", tanksOf, { position: at, fields, stored: { fuel: number(), ammo: number() } });
  // @ts-expect-error a number
  entity("Tank", tanksOf, { position: at, fields, stored: { fuel: string() } });
  // @ts-expect-error a string
  entity("Tank", tanksOf, { position: at, fields: { ...fields, name: uint8() }, stored: { fuel: number() } });
  // @ts-expect-error no such field
  entity("Tank", tanksOf, { position: ["x", "z"], fields, stored: { fuel: number() } });
  // @ts-expect-error no such property
  entity("Tank", tanksOf, { position: at, fields, unstored: ["fuel", "armour"] });
});

test("[FT7] rows that the engine needs are there without a word of the game", () => {
  const bare = root("State", (world: World) => world, { fields: { wind: uint8({ read: () => 3 }) } });
  const { root: told } = tables({ root: bare, entities: { tanks } });
  expect(Object.keys(told.fields)).toEqual(["tick", "wind", "crowd"]);
  expect(Object.keys(told.stored)).toEqual(["settings"]);
  const two = new Map(["a", "b"].map((key) => [key, {}]));
  expect(told.fields.crowd.read!({ tick: 0, tanks: two } as never, {} as never)).toBe(2);

  type Driver = QueuedPlayer & { x: number; y: number; fuel: number };
  const drivers = (world: { drivers: Map<string, Driver> }) => world.drivers;
  const place = { x: float32(), y: float32(), score: uint8() };
  const table = players("Driver", drivers, { fields: place, stored: { fuel: number() } });
  expect(Object.keys(table.fields)).toEqual(["x", "y", "score", "bot", "name"]);
  expect(Object.keys(table.stored)).toEqual(["away", "fuel"]);
  expect([table.position, table.players]).toEqual([["x", "y"], true]);
  expect(table.draw).toMatchObject({ x: "lerp", y: "lerp", score: "latest" });
  // @ts-expect-error fuel is neither in the table nor in `unstored`
  players("Driver", drivers, { fields: place });
  // @ts-expect-error no such property
  players("Driver", drivers, { fields: place, stored: { fuel: number(), ammo: number() } });
});

test("exactly one table holds the entities of players", () => {
  expect(tables({ root: world, entities: { tanks } }).entities.tanks.name).toBe("Tank");
  const twice = entity("Tank", tanksOf, { players: true, position: at, fields, stored: { fuel: number() } });
  expect(() => tables({ root: world, entities: { tanks, twice } })).toThrow("2 tables");
});

test("duplicate names are refused, and own fields that are not numbers", () => {
  const clash = root("State", (world: World) => world, {
    fields: { tick: number(), tanks: uint8({ read: () => 1 }) },
  });
  expect(() => tables({ root: clash, entities: { tanks } })).toThrow(
    'two fields, lists or maps called "tanks"',
  );
  const shown = { players: true, position: at, fields, stored: { fuel: number() } };
  const named = entity("Tank", tanksOf, { ...shown, own: { name: string() } });
  expect(() => classesOf(tables({ root: clock, entities: { tanks: named } }))).toThrow(
    "Tank.own.name is a string",
  );
  const owned = { ...fields, own: uint8({ read: () => 1 }) };
  const twice = entity("Tank", tanksOf, { ...shown, fields: owned, own: { fuel: float32() } });
  expect(() => classesOf(tables({ root: clock, entities: { tanks: twice } }))).toThrow(
    'a field "own" and own fields',
  );
});

test("[FT8] a field whose name the engine needs for itself is refused with its table", () => {
  const one = uint8({ read: () => 1 });
  const beside = (name: string, players: boolean) =>
    entity("Tank", tanksOf, {
      ...{ players, position: at, stored: { fuel: number() } },
      fields: { ...fields, [name]: one },
    });
  for (const name of ["key", "mine", "fade"]) {
    expect(() => beside(name, true)).toThrow(
      `the table Tank has a field "${name}", which the engine adds to every drawn entity: choose another name`,
    );
    expect(() => beside(name, false), "only players' entities are drawn by the engine").not.toThrow();
  }
  const hides = (name: string) => `has a field "${name}", which is a member of every schema instance`;
  for (const name of ["assign", "toJSON", "constructor"]) {
    const shown = tables({ root: clock, entities: { tanks: beside(name, true) } });
    expect(() => classesOf(shown)).toThrow(`Tank ${hides(name)}`);
    const withField = { ...clock, fields: { ...clock.fields, [name]: one } };
    expect(() => classesOf(tables({ root: withField, entities: { tanks } }))).toThrow(`State ${hides(name)}`);
    const named = tables({ root: clock, entities: { [name]: tanks } as { tanks: typeof tanks } });
    expect(() => classesOf(named), "a map").toThrow(`State ${hides(name)}`);
    expect(() => inputClassOf(input("Wish", { [name]: uint8() }))).toThrow(`Wish ${hides(name)}`);
  }
});

test("a class with too many fields for its bit mask is refused, and so is a replicated field of a type that can only be stored", () => {
  const many = Object.fromEntries(Array.from({ length: 32 }, (_, i) => [`f${i}`, uint8({ read: () => 1 })]));
  const crowded = entity("Tank", tanksOf, {
    ...{ players: true, position: at, stored: { fuel: number() } },
    fields: { ...many, ...fields },
  });
  expect(() => classesOf(tables({ root: clock, entities: { tanks: crowded } }))).toThrow(
    "34 fields that change; 31 are the most",
  );
  expect(() => classesOf(tables({ root: world, entities: { tanks } }))).toThrow(
    "State.tick is a number, which can only be stored",
  );
});
