/** The entities of a room as rows: where each is, and its name on the wire. */
import { $changes, $getByIndex, type ChangeTree, type Schema } from "@colyseus/schema";
import type { EntityTable } from "../../shared/fields/entity.ts";
import { fieldsOf } from "../framework/schema.ts";
import type { CompiledTables } from "./compiledTables.ts";
import { type EntityMap, mapOf, sourceOf } from "./publish.ts";
import type { TableWire, Ticking } from "./tableWire.ts";

/** One map of the state. */
export interface EntityKind {
  readonly name: string;
  /** Its bit in a set of kinds. */
  readonly bit: number;
  readonly table: EntityTable;
  /** Reads its entities from the simulation; absent: they never change. */
  readonly wire: TableWire | undefined;
  readonly map: EntityMap;
  readonly tree: ChangeTree;
  /** Keyed by the index that names an entry of this map on the wire. */
  readonly rows: Map<number, Row>;
}

/** Fields of a class tagged `.view()`: only the owner may see them. */
export interface Tagged {
  readonly names: readonly string[];
  /** Their bits in the change tree's masks of changed fields: 0…31, and 32…63. */
  readonly low: number;
  readonly high: number;
}

export interface Row {
  /** Number of this row; it is small, and reused when the row is gone. */
  readonly slot: number;
  readonly kind: EntityKind;
  readonly index: number;
  /** Flat: untagged fields are plain values, a field tagged `.view()` is its owner's. */
  readonly entity: Schema;
  readonly tree: ChangeTree;
  readonly tagged: Tagged;
  /** Source of its values; without a published source, the instance itself. */
  readonly source: unknown;
  /** Reads its changes; absent: the instance itself has all values. */
  readonly wire: TableWire | undefined;
  x: number;
  y: number;
  /** Removed from the state. */
  gone: boolean;
  /**
   * Generation in which the instance itself, or its `own`, was changed by a setter: for most rows there is
   * none.
   */
  edited: number;
}

export class Entities {
  readonly kinds: readonly EntityKind[];
  /** Kinds whose entities change. */
  readonly simulated: readonly EntityKind[];
  readonly rows = new Map<ChangeTree, Row>();
  /** By slot; also removed rows, until no interest set contains them. */
  readonly bySlot: Row[] = [];
  /** Number of rows added and removed so far. */
  edits = 0;
  /** Rows that were added since the list was last emptied. */
  readonly added: Row[] = [];
  private readonly gone: Row[] = [];
  private readonly free: number[] = [];
  private readonly state: Schema;
  private readonly world: Ticking;
  private readonly players: EntityKind;
  /** Kinds whose entities move without a change of their fields. */
  private readonly moving: readonly EntityKind[];
  private readonly tagged = new Map<ChangeTree["encDescriptor"], Tagged>();

  constructor(state: Schema, world: Ticking, { classes, entities }: CompiledTables) {
    this.state = state;
    this.world = world;
    this.kinds = Object.entries<EntityTable>(classes.tables.entities).map(([name, table], i) => {
      const Wire = entities.get(name)!.wire;
      const map = mapOf(state, name);
      const wire = Wire && new Wire(world, table);
      return { name, bit: 1 << i, table, wire, map, tree: map[$changes], rows: new Map() };
    });
    this.simulated = this.kinds.filter(({ wire }) => wire !== undefined);
    this.moving = this.kinds.filter(({ wire, table }) => wire === undefined && table.place !== undefined);
    this.players = this.kinds.find(({ table }) => table.players)!;
    for (const kind of this.kinds) this.addAll(kind);
  }

  isMap(tree: ChangeTree): boolean {
    return this.kinds.some((kind) => kind.tree === tree);
  }

  /** @returns the row of a player's entity */
  player(key: string): Row | undefined {
    const tree = this.players.map.get(key)?.[$changes];
    return tree === undefined ? undefined : this.rows.get(tree);
  }

  /** Takes over additions to the maps and removals from them. Idempotent. */
  sync(): void {
    for (const kind of this.kinds) {
      if (mapOf(this.state, kind.name) !== kind.map)
        throw new Error(
          `the maps of the state must stay the instances it was made with: ${kind.name} did not`,
        );
      const { collPureOps, collDirty } = kind.tree;
      if (collPureOps !== undefined && collPureOps.length > 0) {
        // Cleared: the map counts its indexes from 0 again, so no row keeps its name.
        for (const row of kind.rows.values()) this.retire(row);
        this.addAll(kind);
      } else for (const index of collDirty!.keys()) this.syncEntry(kind, index);
    }
  }

  /** Updates positions of entities that move without a change of their fields. */
  moveOn(): void {
    for (const kind of this.moving) for (const row of kind.rows.values()) this.place(row);
  }

  place(row: Row): void {
    // Simulated entities were placed when they were read.
    if (row.wire !== undefined) return;
    const { position, place } = row.kind.table;
    if (place !== undefined) place(row.source, this.world, row);
    else {
      const values = fieldsOf(row.entity);
      row.x = values[position![0]] as number;
      row.y = values[position![1]] as number;
    }
  }

  /** Frees the slots of removed rows. Must be called when no interest set contains such a row any more. */
  reuseSlots(): void {
    for (const row of this.gone) this.free.push(row.slot);
    this.gone.length = 0;
  }

  private addAll(kind: EntityKind): void {
    for (const index of kind.map.$indexes.keys()) this.syncEntry(kind, index);
  }

  private syncEntry(kind: EntityKind, index: number): void {
    const entity = kind.map[$getByIndex](index);
    const known = kind.rows.get(index);
    if (known?.entity === entity) return;
    if (known !== undefined) this.retire(known);
    if (entity !== undefined) this.add(kind, index, entity);
  }

  private retire(row: Row): void {
    row.gone = true;
    this.edits++;
    row.kind.rows.delete(row.index);
    // The same instance may have been added under another key meanwhile.
    if (this.rows.get(row.tree) === row) this.rows.delete(row.tree);
    this.gone.push(row);
  }

  private add(kind: EntityKind, index: number, entity: Schema): void {
    const tree = entity[$changes];
    if (tree === undefined) throw new Error("an entry of the state is not a schema instance");
    const slot = this.free.pop() ?? this.bySlot.length;
    const source = sourceOf(entity);
    const row: Row = {
      slot,
      kind,
      index,
      entity,
      tree,
      tagged: this.taggedOf(tree),
      source: source ?? entity,
      wire: source === undefined ? undefined : kind.wire,
      x: 0,
      y: 0,
      gone: false,
      edited: 0,
    };
    if (row.wire === undefined) this.place(row);
    else row.wire.begin(row, source);
    kind.rows.set(index, row);
    this.rows.set(tree, row);
    this.bySlot[slot] = row;
    this.added.push(row);
    this.edits++;
  }

  /** A nested value without a tag would be sent to no client: it is an error at the start. */
  private taggedOf({ encDescriptor, ref }: ChangeTree): Tagged {
    const known = this.tagged.get(encDescriptor);
    if (known !== undefined) return known;
    const { types, tags, names } = encDescriptor;
    const found = { names: [] as string[], low: 0, high: 0 };
    types.forEach((type, field) => {
      const plain = typeof type === "string" || type?.quantized !== undefined;
      const name = `${ref.constructor.name}.${names[field]}`;
      if (!plain && tags[field] === undefined)
        throw new Error(`${name} is nested: tag it .view() or flatten it`);
      if (tags[field] === undefined) return;
      found.names.push(names[field]!);
      if (field < 32) found.low |= 1 << field;
      else found.high |= 1 << (field - 32);
    });
    this.tagged.set(encDescriptor, found);
    return found;
  }
}
