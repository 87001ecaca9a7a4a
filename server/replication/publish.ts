/**
 * Updates the replicated state to the simulation once per tick: adds new entries and removes old ones. The
 * serializer itself reads the changes of entities, see tableWire.ts.
 */
import type { ArraySchema, MapSchema, Schema } from "@colyseus/schema";
import type { EntityTable } from "../../shared/fields/entity.ts";
import type { Item, List } from "../../shared/fields/root.ts";
import { fieldsOf } from "../framework/schema.ts";
import type { CompiledTables } from "./compiledTables.ts";

/** A map of the state. */
export type EntityMap = MapSchema<Schema>;

/** Parts of the state, by the names in its tables. */
export const mapOf = (state: Schema, name: string): EntityMap => fieldsOf(state)[name] as EntityMap;
export const listOf = (state: Schema, name: string): ArraySchema => fieldsOf(state)[name] as ArraySchema;

const SOURCE = Symbol("source");
type Showing = Schema & { [SOURCE]?: unknown };

/** @returns the source of an instance's values; undefined when it was not published */
export const sourceOf = (shown: Schema): unknown => (shown as Showing)[SOURCE];

/** From now on a serializer reads the instance's values from the source. */
export function showSource(shown: Schema, source: unknown): void {
  Object.defineProperty(shown, SOURCE, { value: source });
}

export class Publisher {
  readonly #compiled: CompiledTables;
  readonly #entities: (readonly [name: string, table: EntityTable])[];
  readonly #lists: (readonly [name: string, list: List])[];

  constructor(compiled: CompiledTables) {
    const { tables } = compiled.classes;
    this.#compiled = compiled;
    this.#entities = Object.entries<EntityTable>(tables.entities);
    // Changes travel in this order: the last list first, for compatibility with earlier versions.
    this.#lists = Object.entries<List>(tables.root.lists).reverse();
  }

  createState(world: unknown): Schema {
    const state = new this.#compiled.classes.State();
    this.publish(world, state);
    return state;
  }

  publish(world: unknown, state: Schema): void {
    this.#compiled.fillRoot(state, world, world, true);
    for (const [name, table] of this.#entities) {
      const map = mapOf(state, name);
      // Looked up once, because each step passes all entities here.
      const entity = this.#compiled.entities.get(name)!;
      for (const [key, source] of table.map(world)) {
        const found = map.get(key);
        if (found !== undefined && sourceOf(found) === source) entity.strings?.(found, source, world);
        else this.#publishEntity(world, map, name, key, source);
      }
    }
    for (const [name, table] of this.#entities) removeGone(mapOf(state, name), table.map(world));
    for (const [name, list] of this.#lists) this.#publishList(listOf(state, name), name, list, world);
  }

  /** Same for one entity. @param name of its map */
  publishEntity(world: unknown, state: Schema, name: string, key: string): void {
    const source = this.#compiled.classes.tables.entities[name]!.map(world as never).get(key);
    this.#publishEntity(world, mapOf(state, name), name, key, source);
  }

  /** An instance that other code has put into the state is updated here, field by field. */
  #publishEntity(world: unknown, map: EntityMap, name: string, key: string, source: unknown): void {
    const found = map.get(key);
    const known = found && sourceOf(found);
    const { fill, strings } = this.#compiled.entities.get(name)!;
    if (found !== undefined && known === source) {
      strings?.(found, source, world);
      return;
    }
    if (found !== undefined && known === undefined) {
      fill(found, source, world, false);
      return;
    }
    const shown = new this.#compiled.classes.entities[name]!();
    fill(shown, source, world, true);
    showSource(shown, source);
    map.set(key, shown);
  }

  #publishList(shown: ArraySchema, name: string, { of, read }: List, world: unknown): void {
    const wanted = read(world, shown);
    if (wanted === undefined) return;
    if (shown.length > wanted.length) shown.splice(wanted.length);
    if ("kind" in of) publishValues(shown, wanted);
    else publishItems(shown, wanted, of, this.#compiled.classes.items[name]!);
  }
}

function publishValues(shown: ArraySchema, wanted: readonly unknown[]): void {
  for (let i = 0; i < wanted.length; i++) {
    if (i === shown.length) shown.push(wanted[i]);
    else if (shown[i] !== wanted[i]) shown[i] = wanted[i];
  }
}

function publishItems(
  shown: ArraySchema,
  wanted: readonly unknown[],
  { fields }: Item,
  Entry: new () => Schema,
): void {
  for (let i = 0; i < wanted.length; i++) {
    const isNew = i === shown.length;
    const entry = isNew ? new Entry() : shown[i];
    const values = wanted[i] as { [field: string]: unknown };
    for (const name in fields) if (entry[name] !== values[name]) entry[name] = values[name];
    if (isNew) shown.push(entry);
  }
}

/** Must be called once everything present is shown: when the sizes are equal, nothing was removed. */
function removeGone(shown: EntityMap, present: ReadonlyMap<string, unknown>): void {
  if (shown.size === present.size) return;
  for (const key of shown.keys()) if (!present.has(key)) shown.delete(key);
}
