/**
 * The wire ids (refIds) of the instances in a room's state. A room that migrates must keep them, because its
 * players' decoders still hold the instances under these ids.
 */
import { $refId, type Schema } from "@colyseus/schema";
import type { EntityTable } from "../../shared/fields/entity.ts";
import type { Tables } from "../../shared/fields/root.ts";
import { fieldsOf } from "../framework/schema.ts";
import type { CompiledTables } from "./compiledTables.ts";
import { listOf, mapOf } from "./publish.ts";
import type { NextWireIds, RoomRoot } from "./roomRoot.ts";
import { ownOf, trackedOf } from "./tableCode.ts";

export interface WireIds extends NextWireIds {
  /** Identifies the fields that clients decode: see `CompiledTables`. */
  schema: string;
  /** Of the state's own maps and lists, in order. */
  parts: number[];
  /**
   * By table, for tables whose entities change: of each entity, and of its `own` if it has one, in the order
   * of the world. NaN: no client has received it.
   */
  entities: { [map: string]: Float64Array };
}

/**
 * Most ids that may be assigned after these were saved: a thousand players at war use them up in a minute;
 * the limit grows with the room. A new owner starts that much later, so that no new id names an instance that
 * a player's decoder still holds.
 */
const SPARE = { others: 4096, many: 2 ** 20 } as const;
/** Number of instances of a thousand players, each with its `own`. */
const THOUSAND = 2000;

type Identified = { [$refId]?: number };

const partsOf = (state: Schema, { root, entities }: Tables): Identified[] => [
  ...Object.keys(entities).map((name) => mapOf(state, name) as Identified),
  ...Object.keys(root.lists).map((name) => listOf(state, name) as Identified),
];

/** Tables whose entities keep their ids; an entity that never changes may get a new one. */
const lasting = ({ entities }: Tables): [map: string, table: EntityTable][] =>
  Object.entries<EntityTable>(entities).filter(
    ([, table]) => trackedOf(table).length + ownOf(table).length > 0,
  );

/** The instances with ids of entities in this order; undefined for an entity that is not shown yet. */
function* instancesOf(
  state: Schema,
  map: string,
  { own }: EntityTable,
  keys: Iterable<string>,
): Iterable<Identified | undefined> {
  const hasOwn = Object.keys(own).length > 0;
  const shown = mapOf(state, map);
  for (const key of keys) {
    const entity = shown.get(key);
    yield entity;
    if (hasOwn) yield entity && (fieldsOf(entity).own as Identified);
  }
}

/** @param world of the state: a checkpoint has its entities in the same order */
export function wireIdsOf(
  world: unknown,
  state: Schema,
  { classes, schema }: CompiledTables,
  root: RoomRoot,
): WireIds {
  const { tables } = classes;
  const entities: WireIds["entities"] = {};
  for (const [map, table] of lasting(tables))
    entities[map] = Float64Array.from(instancesOf(state, map, table, table.map(world).keys()), idOf);
  return { ...root.next, schema, parts: partsOf(state, tables).map(idOf), entities };
}

/**
 * Gives a state the wire ids of an earlier one with the same entities. Must be called before a serializer
 * gets the state.
 * @returns false when the earlier state had other fields: a client that decoded it needs a full state with a
 * new decoder
 */
export function restoreWireIds(state: Schema, { classes, schema }: CompiledTables, ids: WireIds): boolean {
  const { parts, entities } = ids;
  const { tables } = classes;
  setId(state as Identified, 0);
  if (ids.schema !== schema) return false;
  for (const [i, part] of partsOf(state, tables).entries()) setId(part, parts[i]!);
  for (const [map, table] of lasting(tables)) {
    let at = 0;
    for (const instance of instancesOf(state, map, table, mapOf(state, map).keys()))
      setId(instance!, entities[map]![at++]!);
  }
  return true;
}

/**
 * Must be called before a restored world is replayed without a state. Entities that were there keep their
 * ids; new ones have none.
 * @returns a function that creates the ids for the world at the time of the call
 */
export function followWireIds(
  world: unknown,
  { classes, schema }: CompiledTables,
  ids: WireIds,
): () => WireIds {
  if (ids.schema !== schema) return () => ids;
  const before = lasting(classes.tables).map(([map, table]) => {
    const width = Object.keys(table.own).length > 0 ? 2 : 1;
    const known = new Map<unknown, Float64Array>();
    [...table.map(world).values()].forEach((entity, i) => {
      known.set(entity, ids.entities[map]!.subarray(i * width, (i + 1) * width));
    });
    return { map, table, known, none: new Array<number>(width).fill(Number.NaN) };
  });
  return () => {
    const entities: WireIds["entities"] = {};
    for (const { map, table, known, none } of before)
      entities[map] = Float64Array.from(
        [...table.map(world).values()].flatMap((entity) => [...(known.get(entity) ?? none)]),
      );
    return { ...ids, entities };
  };
}

/** First ids that a room may assign after a migration. */
export function continueAfter({ next, nextMany, entities }: WireIds): NextWireIds {
  const instances = Object.values(entities).reduce((sum, { length }) => sum + length, 0);
  const thousands = Math.max(1, Math.ceil(instances / THOUSAND));
  return { next: next + thousands * SPARE.others, nextMany: nextMany + thousands * SPARE.many };
}

/** @returns NaN for an instance without an id */
const idOf = (instance: Identified | undefined): number => instance?.[$refId] ?? Number.NaN;

/** Same as in the framework's own encoder: not enumerable, because the id is no field. */
function setId(instance: Identified, value: number): void {
  if (Number.isNaN(value)) return;
  Object.defineProperty(instance, $refId, { value, enumerable: false, writable: true });
}
