/** Derives the framework's schema classes, which any stock client decodes, from the tables. */
import { type ArraySchema, type MapSchema, Schema, schema, t } from "@colyseus/schema";
import type { EntityTable } from "./entity.ts";
import type { Field, Fields, Values } from "./field.ts";
import type { InputTable } from "./input.ts";
import type { Item, List, Tables } from "./root.ts";

type New<Instance> = new () => Instance;

/** An entity in the replicated state. */
export type EntityOf<T> = T extends { readonly fields: infer F; readonly own: infer O }
  ? Schema & Values<F> & ([keyof O] extends [never] ? unknown : { own: Schema & Values<O> })
  : never;
type OwnOf<T> = T extends { readonly own: infer O } ? Schema & Values<O> : never;
type ItemOf<L> = L extends { readonly of: Item<infer F> } ? Schema & Values<F> : Schema;
type EntryOf<L> = L extends { readonly of: Item } ? ItemOf<L> : number;
type RootOf<R> = R extends { readonly fields: infer F; readonly lists: infer L }
  ? Schema & Values<F> & { -readonly [K in keyof L]: ArraySchema<EntryOf<L[K]>> }
  : never;

/** The replicated state of a room, on the server and in clients. */
export type StateOf<T extends Tables> = RootOf<T["root"]> & {
  -readonly [K in keyof T["entities"]]: MapSchema<EntityOf<T["entities"][K]>>;
};

/** The schema classes of a game's state, with their tables. */
export interface AnyClasses {
  readonly tables: Tables;
  readonly State: New<Schema>;
  readonly entities: Made;
  readonly own: Made;
  readonly items: Made;
}
export interface Classes<T extends Tables> extends AnyClasses {
  readonly tables: T;
  readonly State: New<StateOf<T>>;
  /** Classes of entities by the name of their map in the state. */
  readonly entities: { readonly [K in keyof T["entities"]]: New<EntityOf<T["entities"][K]>> };
  /** Classes of `own` fields, for tables that have some. */
  readonly own: { readonly [K in keyof T["entities"]]: New<OwnOf<T["entities"][K]>> };
  /** Classes of the items of lists. */
  readonly items: { readonly [K in keyof T["root"]["lists"]]: New<ItemOf<T["root"]["lists"][K]>> };
}

/** Fields that may change. They come first in a class, because change detection has one bit for each. */
export const isTracked = ({ isOnce, kind }: Field): boolean => !isOnce && kind.wire !== "string";

/**
 * @returns fields in the order of the class: those that may change, then the others, each group as declared
 */
export function inOrder(fields: Fields): [name: string, field: Field][] {
  const all = Object.entries<Field>(fields);
  return [...all.filter(([, field]) => isTracked(field)), ...all.filter(([, field]) => !isTracked(field))];
}

/** Most fields of an entity that may change: change detection has one bit for each. */
const MOST_TRACKED = 31;
/** Most fields of a class: the wire format numbers them in six bits. */
const MOST = 64;

/** Must be called once for a game, because the framework identifies classes by reference. */
export function classesOf<T extends Tables>(tables: T): Classes<T> {
  const made: Making = { entities: {}, own: {}, items: {} };
  const rest: Builders = {};
  for (const [name, table] of Object.entries<EntityTable>(tables.entities)) {
    rest[name] = t.map(classOf(name, table, made));
  }
  for (const [name, { of }] of Object.entries<List>(tables.root.lists)) {
    if ("kind" in of) rest[name] = t.array(wireOf(name, of));
    else {
      const Entry = define(of.name, buildersOf(of.name, of.fields));
      made.items[name] = Entry;
      rest[name] = t.array(Entry);
    }
  }
  const { name, fields } = tables.root;
  // The loops above set all members by name, which the compiler cannot check.
  return {
    tables,
    ...made,
    State: define(name, { ...buildersOf(name, fields), ...rest }),
  } as unknown as Classes<T>;
}

/** @returns the schema class of an input */
export const inputClassOf = <F extends Fields>({ name, fields }: InputTable<F>): New<Schema & Values<F>> =>
  define(name, buildersOf(name, fields)) as New<Schema & Values<F>>;

type Builders = Parameters<typeof schema>[0];
type Made = { readonly [name: string]: New<Schema> };

type Making = { [part in "entities" | "own" | "items"]: { [name: string]: New<Schema> } };

/** @throws when a field would hide a member that the framework calls */
function define(name: string, builders: Builders): New<Schema> {
  const taken = Object.keys(builders).find((field) => field in Schema.prototype);
  if (taken !== undefined)
    throw new Error(
      `${name} has a field "${taken}", which is a member of every schema instance: choose another name`,
    );
  return schema(builders, name);
}

function classOf(map: string, table: EntityTable, made: Making): New<Schema> {
  const { name, fields, own } = table;
  const tracked = Object.values<Field>(fields).filter(isTracked).length;
  if (tracked > MOST_TRACKED)
    throw new Error(
      `${name} has ${tracked} fields that change; ${MOST_TRACKED} are the most: group flags, or say .once()`,
    );
  const builders = buildersOf(name, Object.fromEntries(inOrder(fields)));
  if (Object.keys(own).length > 0) {
    if ("own" in fields) throw new Error(`${name} has a field "own" and own fields, which go by that name`);
    for (const [field, { kind }] of Object.entries<Field>(own))
      if (kind.wire === "string")
        throw new Error(`${name}.own.${field} is a string; own fields are numbers or booleans`);
    const Own = define(`${name}Own`, buildersOf(`${name}.own`, own));
    made.own[map] = Own;
    builders.own = t.ref(Own).view();
  }
  const Entity = define(name, builders);
  made.entities[map] = Entity;
  return Entity;
}

function buildersOf(table: string, fields: Fields): Builders {
  const entries = Object.entries<Field>(fields);
  if (entries.length >= MOST)
    throw new Error(`${table} has ${entries.length} fields; ${MOST - 1} are the most`);
  return Object.fromEntries(
    entries.map(([name, field]) => {
      const { quantized } = field.kind;
      return [
        name,
        quantized === undefined ? t[wireOf(`${table}.${name}`, field)]() : t.quantized(quantized),
      ];
    }),
  );
}

function wireOf(name: string, { kind }: Field) {
  if (kind.wire === undefined) throw new Error(`${name} is a ${kind.name}, which can only be stored`);
  return kind.wire;
}
