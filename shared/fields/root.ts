/** The root table, whose fields all clients of a room receive, and the set of all tables of a game. */
import type { CheckTypes, EntityTable, None, Placed } from "./entity.ts";
import type { Field, Fields, Values } from "./field.ts";
import { data, uint16, uint32 } from "./kinds.ts";

/** Fields of the entries of a list. */
export interface Item<F extends Fields = Fields> {
  /** Name of the schema class. */
  readonly name: string;
  readonly fields: F;
}

export const item = <const F extends Fields>(name: string, fields: F): Item<F> => ({ name, fields });

/** A list that all clients receive; unchanged entries are not sent. */
export interface List<Value = unknown, World = unknown, Of = Field | Item> {
  readonly of: Of;
  readonly doc: string;
  /** @param shown the current list @returns the new list; undefined when it has not changed */
  read(world: World, shown: readonly Value[]): readonly Value[] | undefined;
}

type ReadList<Value, World> = (world: World, shown: readonly Value[]) => readonly Value[] | undefined;

/** @param of the type of its entries: an `item`, or a field */
export function list<World, const F extends Fields>(
  of: Item<F>,
  read: ReadList<Values<F>, World>,
  doc?: string,
): List<Values<F>, World, Item<F>>;
export function list<World>(
  of: Field<number, never, never>,
  read: ReadList<number, World>,
  doc?: string,
): List<number, World, Field>;
export function list<Value, World>(
  of: Field | Item,
  read: ReadList<Value, World>,
  doc = "",
): List<Value, World> {
  return { of, read, doc };
}

export interface Lists<World = never> {
  readonly [name: string]: List<unknown, World>;
}

export interface RootTable<
  World = unknown,
  F extends Fields = Fields,
  L extends Lists<World> = Lists<World>,
  St extends Fields = Fields,
  U = unknown,
> {
  /** Name of the schema class. */
  readonly name: string;
  readonly version: number;
  readonly fields: F;
  readonly lists: L;
  readonly stored: St;
  /** Exists in types only. */
  readonly "~types"?: { readonly world: World; readonly unstored: U };
}

interface Rows<F, L, St, U> {
  readonly version?: number;
  /** Properties of the world, or computed from it; compared once a tick. */
  readonly fields: F;
  readonly lists?: L;
  /** Properties of the world that are sent to no client, but stored in checkpoints. */
  readonly stored?: St;
  readonly unstored?: U;
}

/** Rows of every root: clients read the tick, and a restored world is created from its settings. */
const ENGINE_ROWS = { tick: uint32() };
const STORED = { settings: data() };

/**
 * @param _of gives the compiler the type of the world before it checks the rows: `(world: World) => world`
 */
export function root<
  World extends { readonly tick: number },
  const F extends Fields<World, World>,
  const L extends Lists<World> = None,
  const St extends Fields<World, World> = None,
  const U extends readonly (keyof World)[] = readonly [],
>(
  name: string,
  _of: (world: World) => World,
  rows: Rows<F & CheckTypes<World, F>, L, St & CheckTypes<World, St>, U>,
): RootTable<World, typeof ENGINE_ROWS & F, L, typeof STORED & St, U> {
  return {
    name,
    version: rows.version ?? 1,
    fields: { ...ENGINE_ROWS, ...rows.fields },
    lists: rows.lists ?? ({} as L),
    stored: { ...STORED, ...(rows.stored ?? ({} as St)) },
  };
}

/**
 * The interest area of a client. Entities leave it a little farther out than they enter, so that none
 * flickers at its edge.
 */
export interface View {
  /** Half the side of the square around the client's entity, units; Infinity: the client sees everything. */
  readonly half: number;
  /** Distance beyond the edge at which an entity leaves, as a share of `half`, 0 or more. */
  readonly margin: number;
}

export interface Entities<World = never> {
  readonly [name: string]: EntityTable<World>;
}

/** All tables of a game. */
export interface Tables<R extends RootTable = RootTable, E extends Entities = Entities> {
  readonly root: R;
  /** Entity tables by the name of their map in the state. */
  readonly entities: E;
  readonly view: View;
}

type Types<R> = R extends { readonly "~types"?: infer T } ? NonNullable<T> : never;
/** The type of the world of a root table. */
export type WorldOf<R> = Types<R> extends { readonly world: infer World } ? World : never;
type Unstored<R> = Types<R> extends { readonly unstored: infer U } ? U : never;
type Missing<R extends RootTable, E> = Exclude<
  keyof WorldOf<R>,
  Placed<R["fields"], None, R["stored"], Unstored<R>> | keyof E
>;

const CROWD = "players' entities in the room, including those out of sight";
interface Crowded {
  readonly fields: { readonly crowd: Field<number, never, never, "read"> };
}

/**
 * The tables of a game; adds the row `crowd`, which clients read, to the root.
 * @throws when not exactly one table is made by `players`, or two members of the state have the same name
 */
export function tables<const R extends RootTable, const E extends Entities>(definition: {
  readonly root: R &
    ([Missing<R, E>] extends [never]
      ? unknown
      : {
          readonly [K in Missing<
            R,
            E
          >]: "is a property of the world: name it in fields, stored or unstored of the root";
        });
  readonly entities: E;
  readonly view?: View;
}): Tables<R & Crowded, E> {
  const { root, entities, view = { half: Number.POSITIVE_INFINITY, margin: 0 } } = definition;
  const players = Object.values<Pick<EntityTable, "players" | "map">>(entities).filter(
    ({ players }) => players,
  );
  if (players.length !== 1)
    throw new Error(
      `${players.length} tables say "players": exactly one must, the table of the players' entities`,
    );
  const crowd = uint16({ read: (world: unknown) => players[0]!.map(world).size, doc: CROWD });
  const fields = { ...root.fields, crowd };
  const names = [...Object.keys(fields), ...Object.keys(root.lists), ...Object.keys(entities)];
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) throw new Error(`the state has two fields, lists or maps called "${twice}"`);
  return { root: { ...root, fields }, entities, view };
}
