/**
 * Worlds that were stored with another version of their tables: mapped as declared, or refused with the name
 * of the column.
 */
import { deserialize, serialize } from "node:v8";
import { describe, expect, it } from "vitest";
import { BadCheckpoint } from "../../../server/cluster/badCheckpoint.ts";
import { storeBy } from "../../../server/cluster/worldStorage.ts";
import {
  boolean,
  data,
  entity,
  float32,
  floats,
  number,
  place,
  root,
  string,
  tables,
  uint8,
} from "../../../shared/fields/index.ts";

interface Tank {
  key: string;
  x: number;
  y: number;
  name: string;
  fuel: number;
  burning: boolean;
  track: Float32Array;
  crew?: { names: string[] };
}
interface World {
  tick: number;
  tanks: Map<string, Tank>;
}

const freshTank = (key: string, length = 4): Tank => ({
  ...{ key, x: 0, y: 0, name: "", fuel: 0, burning: false, track: new Float32Array(length) },
});
const at = ["x", "y"] as const;
const fields = { x: place(100), y: place(100), name: string().once() };
const stored = { fuel: number(), burning: boolean(), track: floats(), crew: data() };
const world = root("State", (world: World) => world, { fields: { tick: number() } });
const tanks = entity("Tank", (world: World) => world.tanks, {
  ...{ players: true, position: at, fields, stored, unstored: ["key"] },
});
const store = storeBy(tables({ root: world, entities: { tanks } }), {
  world: ({ tick }) => ({ tick, tanks: new Map() }),
  entities: { tanks: { create: freshTank } },
});

const sample = (): World => ({
  tick: 77,
  tanks: new Map([
    [
      "b",
      {
        ...freshTank("b"),
        x: 0.1,
        fuel: -1e300,
        burning: true,
        name: "Bo",
        track: new Float32Array([1, 2, 3, 4]),
      },
    ],
    ["a", { ...freshTank("a"), y: 99, crew: { names: ["Al"] } }],
  ]),
});
/** As read from a checkpoint. */
const saved = (by: { save(world: World): unknown } = store): unknown =>
  deserialize(serialize(by.save(sample())));

/** The same game with another version of the table of tanks. */
interface Newer extends Tank {
  armour: number;
  call: string;
}
interface NewerWorld {
  tick: number;
  tanks: Map<string, Newer>;
}
const newerRoot = root("State", (world: NewerWorld) => world, { fields: { tick: number() } });
const freshNewer = (key: string): Newer => ({ ...freshTank(key), armour: 0, call: "" });
const newerStore = (tanks: ReturnType<typeof newerTanks>) =>
  storeBy(tables({ root: newerRoot, entities: { tanks } }), {
    world: ({ tick }) => ({ tick, tanks: new Map() }),
    entities: { tanks: { create: freshNewer } },
  });
const newerTanks = (armour: ReturnType<typeof uint8>, version = 1) =>
  entity("Tank", (world: NewerWorld) => world.tanks, {
    ...{ version, players: true, position: at, unstored: ["key"] },
    // At another position in the table than the fields that were there before.
    fields: { armour, ...fields },
    stored: { call: string({ added: "?" }), ...stored },
  });

describe("[FT2] a stored world", () => {
  it("is restored in order and bit for bit", () => {
    expect(store.restore(saved())).toEqual(sample());
    expect([...store.restore(saved()).tanks.keys()]).toEqual(["b", "a"]);
  });

  it("of an older layout gets the declared values for newer columns, and keeps all others", () => {
    const restored = newerStore(newerTanks(uint8({ added: 9 }))).restore(saved());
    expect([...restored.tanks.values()]).toEqual(
      [...sample().tanks.values()].map((tank) => ({ ...tank, armour: 9, call: "?" })),
    );
  });

  it("of an older layout gets a new list for each entity that lacks one: entities share no list", () => {
    interface LadenWorld {
      tick: number;
      tanks: Map<string, Tank & { cargo: string[] }>;
    }
    const laden = entity("Tank", (world: LadenWorld) => world.tanks, {
      ...{ players: true, position: at, fields, unstored: ["key"] },
      stored: { ...stored, cargo: data({ added: [] }) },
    });
    const ladenRoot = root("State", (world: LadenWorld) => world, { fields: { tick: number() } });
    const by = storeBy(tables({ root: ladenRoot, entities: { tanks: laden } }), {
      world: ({ tick }) => ({ tick, tanks: new Map() }),
      entities: { tanks: { create: (key) => ({ ...freshTank(key), cargo: [] }) } },
    });
    const restored = by.restore(saved());
    restored.tanks.get("a")!.cargo.push("coal");
    expect(restored.tanks.get("b")!.cargo).toEqual([]);
    expect(by.restore(saved()).tanks.get("a")!.cargo, "of the next match").toEqual([]);
  });

  it("of an older layout is refused if a row declares no value for older layouts", () => {
    const restore = () => newerStore(newerTanks(uint8())).restore(saved());
    expect(restore).toThrow(BadCheckpoint);
    expect(restore).toThrow('Tank was stored without "armour number"');
  });

  it("of a newer layout is refused, so that its additional columns are not lost", () => {
    const newer = newerStore(newerTanks(uint8({ added: 9 })));
    const world: NewerWorld = { tick: 1, tanks: new Map([["a", freshNewer("a")]]) };
    const snapshot = deserialize(serialize(newer.save(world)));
    expect(() => store.restore(snapshot)).toThrow(
      'the column "armour number", which this process does not know',
    );
  });

  it("whose values have changed their meaning is refused by the version of the table", () => {
    const restore = () => newerStore(newerTanks(uint8({ added: 9 }), 2)).restore(saved());
    expect(restore).toThrow("Tank was stored in version 1 of its table; this process reads version 2");
  });

  it("whose column changed its type is refused", () => {
    const other = entity("Tank", (world: World) => world.tanks, {
      ...{ players: true, position: at, unstored: ["key"] },
      fields: { x: float32(), y: place(100), name: string().once() },
      stored: { ...stored, fuel: data() },
    });
    const restored = storeBy(tables({ root: world, entities: { tanks: other } }), {
      world: ({ tick }) => ({ tick, tanks: new Map() }),
      entities: { tanks: { create: freshTank } },
    });
    expect(() => restored.restore(saved())).toThrow('the column "fuel number"');
  });

  it("with lists of another length is refused", () => {
    const longer = storeBy(tables({ root: world, entities: { tanks } }), {
      world: ({ tick }) => ({ tick, tanks: new Map() }),
      entities: { tanks: { create: (key) => freshTank(key, 5) } },
    });
    expect(() => longer.restore(saved())).toThrow("Tank.track was stored with 4 numbers; this version has 5");
  });

  it("that is damaged is refused, and never restored in part", () => {
    for (const damaged of [undefined, {}, { root: {} }, { ...(saved() as object), entities: {} }])
      expect(() => store.restore(damaged)).toThrow(BadCheckpoint);
    const cut = saved() as { entities: { tanks: { numbers: Float64Array } } };
    cut.entities.tanks.numbers = cut.entities.tanks.numbers.slice(1);
    expect(() => store.restore(cut)).toThrow("not as long as their layout says");
  });
});
