/**
 * The view of a brain, derived from the tables of the state. It is the same on a server, where it is read
 * from what the client received (client/bots/brain/sessionView.ts), and without a server, where it is read
 * from the world. A game may define another view. Pilots play by it within the step (server/pilots.ts): a
 * change of what a view holds changes ticks, so `ENGINE_VERSION` (shared/log/format.ts) goes up with it.
 */
import type { EntityTable } from "./fields/entity.ts";
import type { Field, Fields, Values } from "./fields/field.ts";
import type { Tables } from "./fields/root.ts";
import type { Game } from "./game.ts";

/** An entity: its key, place and velocity, and the fields of its table. Angles are in 1/65536 turns. */
export type Seen<F> = Readonly<{ key: string; x: number; y: number; vx: number; vy: number } & Values<F>>;

/**
 * @template P name of the map with the players' entities
 *
 * There is also a list for each other map of the state, under its name.
 */
export type TableView<G extends Game, P extends keyof G["state"]["entities"]> = {
  readonly tick: number;
  /** The root of the state. */
  readonly state: Readonly<Values<G["state"]["root"]["fields"]>>;
  /** The own entity, with exact values. */
  readonly self: Seen<G["state"]["entities"][P]["fields"] & G["state"]["entities"][P]["own"]>;
  /** The visible entities of other players, and those that the server steers. */
  readonly others: readonly Seen<G["state"]["entities"][P]["fields"]>[];
} & {
  readonly [M in Exclude<keyof G["state"]["entities"], P>]: readonly Seen<
    G["state"]["entities"][M]["fields"]
  >[];
};

/** The same without the types of a game. */
export interface AnyView {
  readonly tick: number;
  readonly state: Readonly<Record<string, unknown>>;
  readonly self: Seen<Fields>;
  readonly others: readonly Seen<Fields>[];
  readonly [map: string]: unknown;
}

/** @returns the map of the players' entities, and its table */
export const playersOf = ({ entities }: Tables): [map: string, table: EntityTable] =>
  Object.entries<EntityTable>(entities).find(([, { players }]) => players)!;

type Named = Record<string, unknown>;
/** Writes values into an object, and returns it: a copy of each would be most of the time of a view. */
type Reader = <Into extends Named>(into: Into, source: unknown, world: unknown) => Into;

const readerOf = (fields: Fields): Reader => {
  const rows = Object.entries<Field>(fields).map(([name, { read }]) => ({ name, read }));
  return (into, source, world) => {
    const values: Named = into;
    for (const { name, read } of rows)
      values[name] = read === undefined ? (source as Named)[name] : read(source, world);
    return into;
  };
};

/** @returns a function that reads an entity of a table; its velocity is 0 when it has none */
function entityReader(table: EntityTable): (key: string, source: unknown, world: unknown) => Seen<Fields> {
  const read = readerOf(table.fields);
  const { place, position } = table;
  const at = { x: 0, y: 0 };
  return (key, source, world) => {
    const { vx = 0, vy = 0 } = source as { vx?: number; vy?: number };
    if (position !== undefined) {
      at.x = (source as Named)[position[0]] as number;
      at.y = (source as Named)[position[1]] as number;
    } else place!(source, world, at);
    const seen = read({ key, x: 0, y: 0, vx, vy }, source, world);
    seen.x = at.x;
    seen.y = at.y;
    return seen as Seen<Fields>;
  };
}

/**
 * Must be called once for a game.
 * @returns a function that reads a world once a tick, and returns the view of each player: all within the
 * interest area of its client
 */
export function worldViews<World>(tables: Tables): (world: World) => (key: string) => AnyView | undefined {
  const { root, entities, view } = tables;
  const [own, players] = playersOf(tables);
  const readRoot = readerOf(root.fields);
  const readOwn = readerOf(players.own);
  const maps = Object.entries<EntityTable>(entities).map(([name, table]) => ({
    ...{ name, table, read: entityReader(table) },
  }));
  return (world) => {
    const state = readRoot({}, world, world);
    const { tick } = world as { tick: number };
    const seen = maps.map(({ name, table, read }) => {
      const all: Seen<Fields>[] = [];
      for (const [key, source] of table.map(world) as Map<string, unknown>)
        all.push(read(key, source, world));
      return { name, all };
    });
    const ofPlayers = seen.find(({ name }) => name === own)!.all;
    return (key) => {
      const source = (players.map(world) as Map<string, unknown>).get(key);
      if (source === undefined) return undefined;
      const self = ofPlayers.find((one) => one.key === key)!;
      const isNear = ({ x, y }: Seen<Fields>): boolean =>
        Math.abs(x - self.x) <= view.half && Math.abs(y - self.y) <= view.half;
      const lists: Named = {};
      for (const { name, all } of seen)
        lists[name === own ? "others" : name] = all.filter((one) => one !== self && isNear(one));
      return { tick, state, self: readOwn({ ...self }, source, world), ...lists } as AnyView;
    };
  };
}
