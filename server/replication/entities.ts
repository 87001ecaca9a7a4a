/** The ships, bolts and pickups of a room as rows: where each is, how it is named on the wire, what was encoded of it. */
import { $changes, $getByIndex, type ChangeTree, type MapSchema, type Schema } from "@colyseus/schema";
import type { SimShip } from "../../games/skirmish/server/world.ts";
import type { ArenaState, Bolt } from "../../games/skirmish/shared/schema/state.ts";
import type { ShipWire } from "./shipWire.ts";

export interface Point {
  x: number;
  y: number;
}

/** An instance of one of the maps. Flat: untagged fields are plain values, a field tagged `.view()` is its owner's. */
type Entity = Schema & Point;

/** One map of the state. */
export interface Kind {
  readonly map: MapSchema<Entity>;
  readonly tree: ChangeTree;
  /** By the index that names an entry of this map on the wire. */
  readonly rows: Map<number, Row>;
}

/** Fields tagged `.view()` of a class: what only the owner may see. */
export interface Tagged {
  readonly names: readonly string[];
  /** Their bits in the change tree's masks of fields that changed: 0…31, and 32…63. */
  readonly low: number;
  readonly high: number;
}

export interface Row {
  /** Number of this row, small and used again when the row is gone. */
  readonly slot: number;
  readonly kind: Kind;
  readonly index: number;
  readonly entity: Entity;
  readonly tree: ChangeTree;
  readonly tagged: Tagged;
  /** What it shows, see shipWire.ts; without one all stands in the instance. */
  readonly ship: SimShip | undefined;
  x: number;
  y: number;
  /** Cell of the grid it was last sorted into, and its place there. */
  cell: number;
  place: number;
  /** Taken out of the state. */
  gone: boolean;
  /** Generation in which a change was found. */
  changed: number;
  /** Generation in which everything about it was encoded, and where: the map entry, and from `body` on all fields. */
  full: number;
  entry: number;
  body: number;
  end: number;
  /** A copy of all that while the row does not change: most bolts enter somebody's sight in every tick they fly. */
  lasting: Uint8Array | undefined;
}

export class Entities {
  readonly kinds: readonly Kind[];
  readonly rows = new Map<ChangeTree, Row>();
  /** By slot; also rows that are gone, until nobody's sight has them. */
  readonly bySlot: Row[] = [];
  /** Rows that came and went so far. */
  edits = 0;
  private readonly gone: Row[] = [];
  private readonly free: number[] = [];
  private readonly state: ArenaState;
  private readonly maps: readonly [ArenaState["ships"], ArenaState["bolts"], ArenaState["pickups"]];
  private readonly placeOfBolt: ((bolt: Bolt, at: Point) => void) | undefined;
  private readonly tagged = new Map<ChangeTree["encDescriptor"], Tagged>();

  private readonly wire: ShipWire | undefined;
  constructor(state: ArenaState, placeOfBolt?: (bolt: Bolt, at: Point) => void, wire?: ShipWire) {
    this.wire = wire;
    this.state = state;
    this.placeOfBolt = placeOfBolt;
    this.maps = [state.ships, state.bolts, state.pickups];
    this.kinds = this.maps.map((map) => ({
      map: map as MapSchema<Entity>,
      tree: map[$changes],
      rows: new Map(),
    }));
    for (const kind of this.kinds) this.addAll(kind);
  }

  /** Rows of all ships. */
  get ships(): Iterable<Row> {
    return this.kinds[0]!.rows.values();
  }

  isMap(tree: ChangeTree): boolean {
    return this.kinds.some((kind) => kind.tree === tree);
  }

  ship(key: string): Row | undefined {
    const tree = this.state.ships.get(key)?.[$changes];
    return tree === undefined ? undefined : this.rows.get(tree);
  }

  /** Takes over what was put into the maps and out of them. Doing it twice for the same changes is harmless. */
  sync(): void {
    const { ships, bolts, pickups } = this.state;
    const [first, second, third] = this.maps;
    if (ships !== first || bolts !== second || pickups !== third)
      throw new Error("the maps of ships, bolts and pickups must stay the instances the state was made with");
    for (const kind of this.kinds) {
      const { collPureOps, collDirty } = kind.tree;
      if (collPureOps !== undefined && collPureOps.length > 0) {
        // Cleared: the map counts its indexes from 0 again, so no row keeps its name.
        for (const row of kind.rows.values()) this.retire(row);
        this.addAll(kind);
      } else for (const index of collDirty!.keys()) this.syncEntry(kind, index);
    }
  }

  /** Bolts fly without changing, so where they are is asked for. */
  moveBolts(): void {
    if (this.placeOfBolt === undefined) return;
    for (const row of this.kinds[1]!.rows.values()) this.place(row);
  }

  place(row: Row): void {
    // Ships that are simulated were placed when they were read.
    if (row.ship !== undefined) return;
    if (this.placeOfBolt !== undefined && row.kind === this.kinds[1])
      this.placeOfBolt(row.entity as Bolt, row);
    else {
      row.x = row.entity.x;
      row.y = row.entity.y;
    }
  }

  /** Gives the slots of rows that are gone to others. To be called when no sight holds such a row any more. */
  reuseSlots(): void {
    for (const row of this.gone) this.free.push(row.slot);
    this.gone.length = 0;
  }

  private addAll(kind: Kind): void {
    for (const index of kind.map.$indexes.keys()) this.syncEntry(kind, index);
  }

  private syncEntry(kind: Kind, index: number): void {
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
    // The same instance may have come in under another key meanwhile.
    if (this.rows.get(row.tree) === row) this.rows.delete(row.tree);
    this.gone.push(row);
  }

  private add(kind: Kind, index: number, entity: Entity): void {
    const tree = entity[$changes];
    if (tree === undefined) throw new Error("an entry of the state is not a schema instance");
    const slot = this.free.pop() ?? this.bySlot.length;
    const row: Row = {
      slot,
      kind,
      index,
      entity,
      tree,
      tagged: this.taggedOf(tree),
      ship: this.wire?.sourceOf(entity),
      x: 0,
      y: 0,
      cell: 0,
      place: 0,
      gone: false,
      changed: 0,
      full: 0,
      entry: 0,
      body: 0,
      end: 0,
      lasting: undefined,
    };
    if (row.ship === undefined) this.place(row);
    else this.wire!.begin(row, row.ship);
    kind.rows.set(index, row);
    this.rows.set(tree, row);
    this.bySlot[slot] = row;
    this.edits++;
  }

  /** A nested value without a tag would be sent to nobody; better not to start. */
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
