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

/** The entities of a map in the order of the latest step, to be gone through once in each step. */
class PublishedList {
  /** Of the latest step. */
  count = 0;
  /** Keys that were left out since then; they may have been added again. */
  readonly gone: string[] = [];
  readonly #keys: string[] = [];
  readonly #sources: unknown[] = [];
  readonly #shown: Schema[] = [];
  /** The next of the latest step, and how many of the present step there are. */
  #next = 0;
  #added = 0;

  /** @returns the instance that shows a source; undefined when the latest step had none from here on */
  next(key: string, source: unknown): Schema | undefined {
    while (this.#next < this.count) {
      const at = this.#next++;
      if (this.#sources[at] === source && this.#keys[at] === key) return this.#shown[at];
      this.gone.push(this.#keys[at]!);
    }
    return undefined;
  }

  add(key: string, source: unknown, shown: Schema): void {
    const at = this.#added++;
    if (at < this.count && this.#sources[at] === source && this.#keys[at] === key) return;
    this.#keys[at] = key;
    this.#sources[at] = source;
    this.#shown[at] = shown;
  }

  /** Between two steps an entity was added. */
  append(key: string, source: unknown, shown: Schema): void {
    this.#keys.push(key);
    this.#sources.push(source);
    this.#shown.push(shown);
    this.count++;
  }

  /** The step has passed all entities. */
  end(): void {
    while (this.#next < this.count) this.gone.push(this.#keys[this.#next++]!);
    this.#keys.length = this.#sources.length = this.#shown.length = this.count = this.#added;
    this.#next = this.#added = 0;
  }
}

export class Publisher {
  readonly #compiled: CompiledTables;
  readonly #entities: (readonly [name: string, table: EntityTable])[];
  readonly #lists: (readonly [name: string, list: List])[];

  readonly #published = new WeakMap<EntityMap, PublishedList>();

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
    this.#compiled.fillRoot(state, world, world);
    for (const [name, table] of this.#entities) this.#publishTable(world, state, name, table);
    for (const [name, table] of this.#entities) this.#removeGone(mapOf(state, name), table.map(world));
    for (const [name, list] of this.#lists) this.#publishList(listOf(state, name), name, list, world);
  }

  /** Must be used to remove an entity between two steps. @param name of its map */
  remove(state: Schema, name: string, key: string): void {
    const map = mapOf(state, name);
    map.delete(key);
    this.#published.delete(map);
  }

  /** Same for one entity. @param name of its map */
  publishEntity(world: unknown, state: Schema, name: string, key: string): void {
    const source = this.#compiled.classes.tables.entities[name]!.map(world as never).get(key);
    const map = mapOf(state, name);
    const before = map.size;
    this.#publishEntity(world, map, name, key, source);
    if (map.size > before) this.#published.get(map)?.append(key, source, map.get(key)!);
  }

  /**
   * An entity that was there in the latest step is found without a look into the map: both keep the order of
   * additions.
   */
  #publishTable(world: unknown, state: Schema, name: string, table: EntityTable): void {
    const map = mapOf(state, name);
    const { strings } = this.#compiled.entities.get(name)!;
    const list = this.#listOf(map);
    // Not `for … of`, which makes an array of each pair: a hundred kilobytes of garbage a step.
    table.map(world).forEach((source, key) => {
      let shown = list.next(key, source);
      if (shown !== undefined) strings?.(shown, source, world);
      else {
        this.#publishEntity(world, map, name, key, source);
        shown = map.get(key)!;
      }
      list.add(key, source, shown);
    });
    list.end();
  }

  #listOf(map: EntityMap): PublishedList {
    let list = this.#published.get(map);
    // Other code has changed the map.
    if (list?.count !== map.size) {
      list = new PublishedList();
      this.#published.set(map, list);
    }
    return list;
  }

  /** Must be called once everything present is shown: when the sizes are equal, nothing was removed. */
  #removeGone(shown: EntityMap, present: ReadonlyMap<string, unknown>): void {
    const { gone } = this.#published.get(shown)!;
    for (const key of gone) if (!present.has(key)) shown.delete(key);
    gone.length = 0;
    if (shown.size === present.size) return;
    for (const key of shown.keys()) if (!present.has(key)) shown.delete(key);
  }

  /** An instance that other code has put into the state is updated here, field by field. */
  #publishEntity(world: unknown, map: EntityMap, name: string, key: string, source: unknown): void {
    const found = map.get(key);
    const known = found && sourceOf(found);
    const { create, fill, strings } = this.#compiled.entities.get(name)!;
    if (found !== undefined && known === source) {
      strings?.(found, source, world);
      return;
    }
    if (found !== undefined && known === undefined) {
      fill(found, source, world);
      return;
    }
    const shown = new this.#compiled.classes.entities[name]!();
    create(shown, source, world);
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
