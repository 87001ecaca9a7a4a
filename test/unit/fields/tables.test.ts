/** What a table refuses: most of it when it is compiled. (`@ts-expect-error` fails the type check when nothing is refused.) */
import { expect, test } from "vitest";
import {
  entity,
  float32,
  number,
  place,
  root,
  string,
  tables,
  uint8,
  uint32,
} from "../../../shared/fields/index.ts";
import { classesOf } from "../../../shared/fields/schema.ts";

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

test("[FT1] a property of the simulation that is neither in a table nor named unstored does not compile", () => {
  // @ts-expect-error fuel
  entity("Tank", tanksOf, { position: at, fields });
  entity("Tank", tanksOf, { position: at, fields, unstored: ["fuel"] });
  const read = uint8({ read: (tank: Tank) => tank.fuel });
  const shown = { position: at, fields: { ...fields, fuel: read } };
  // @ts-expect-error what the shown fuel is worked out of is not stored
  entity("Tank", tanksOf, shown);
  const empty = root("State", (world: World) => world, { fields: {} });
  // @ts-expect-error tick
  tables({ root: empty, entities: { tanks } });
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

test("exactly one table says whose entities the players have", () => {
  expect(tables({ root: world, entities: { tanks } }).entities.tanks.name).toBe("Tank");
  const twice = entity("Tank", tanksOf, { players: true, position: at, fields, stored: { fuel: number() } });
  expect(() => tables({ root: world, entities: { tanks, twice } })).toThrow("2 tables");
});

test("names that stand for two things are refused, and own fields that are no numbers", () => {
  const clash = root("State", (world: World) => world, {
    fields: { tick: number(), tanks: uint8({ read: () => 1 }) },
  });
  expect(() => tables({ root: clash, entities: { tanks } })).toThrow(
    'two fields, lists or maps called "tanks"',
  );
  const shown = { players: true, position: at, fields, stored: { fuel: number() } };
  const said = entity("Tank", tanksOf, { ...shown, own: { name: string() } });
  expect(() => classesOf(tables({ root: clock, entities: { tanks: said } }))).toThrow(
    "Tank.own.name is a string",
  );
  const owned = { ...fields, own: uint8({ read: () => 1 }) };
  const twice = entity("Tank", tanksOf, { ...shown, fields: owned, own: { fuel: float32() } });
  expect(() => classesOf(tables({ root: clock, entities: { tanks: twice } }))).toThrow(
    'a field "own" and own fields',
  );
});

test("a class with more fields than its bits can name is refused, and a field that can only be stored", () => {
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
