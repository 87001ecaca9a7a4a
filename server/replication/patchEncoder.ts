/**
 * Encodes the changes of a tick once for all clients. The serializer (interestSerializer.ts) composes the
 * patch of each client from it.
 *
 *   collect   changes of the state ─▶ shared part; entities read from the simulation ─▶ rows, sorted by the grid
 *   encode    changed rows ─▶ chunks, those of neighbours side by side
 *   settle    everything counts as sent
 */
import {
  $changes,
  type ChangeTree,
  Encoder,
  type Ref,
  Reflection,
  type Schema,
  TypeContext,
} from "@colyseus/schema";
import { Chunks } from "./chunks.ts";
import type { CompiledTables } from "./compiledTables.ts";
import { EncodedRows } from "./encodedRows.ts";
import { Entities, type Row } from "./entities.ts";
import { Grid } from "./grid.ts";
import { type NextWireIds, RoomRoot } from "./roomRoot.ts";
import { SharedState } from "./sharedState.ts";
import type { Ticking } from "./tableWire.ts";
import { type WireIds, wireIdsOf } from "./wireIds.ts";

export interface EncodedFrom {
  /** The tables of the game. */
  compiled: CompiledTables;
  /** Source of its entities, read once for each of its ticks. */
  world: Ticking;
  /** Next ids of a state whose wire ids were restored. */
  nextWireIds?: NextWireIds;
}

export class PatchEncoder {
  readonly entities: Entities;
  readonly grid: Grid;
  /** Encoded entities since `collect`. */
  readonly chunks: Chunks;
  readonly encoded: EncodedRows;
  /** Changes of the shared state since `settle`. */
  readonly shared: SharedState;
  private readonly from: EncodedFrom;
  private readonly root: RoomRoot;
  private readonly encoder: Encoder;
  /** Tick of the world at which its entities were last read. */
  private read = Number.NaN;
  private generation = 0;
  /** Where everything shared is encoded, in which generation, and after how many bytes of changes. */
  private readonly inFull = { from: 0, to: 0, generation: -1, changes: 0 };
  private reflection: Uint8Array | undefined;

  /** @param state the maps of its entities must stay the same instances from here on */
  constructor(state: Schema, from: EncodedFrom) {
    const { compiled, world, nextWireIds } = from;
    this.from = from;
    this.grid = new Grid(compiled.size);
    const types = TypeContext.cache(state.constructor as typeof Schema);
    this.root = new RoomRoot(types, compiled.many, nextWireIds);
    this.encoder = new Encoder(state, this.root);
    this.entities = new Entities(state, world, compiled);
    this.chunks = new Chunks(this.encoder);
    this.encoded = new EncodedRows(this.chunks);
    this.shared = new SharedState(this.encoder, this.entities);
  }

  /** @returns the wire ids of the state's instances, for a checkpoint */
  wireIds(): WireIds {
    const { world, compiled } = this.from;
    return wireIdsOf(world, this.encoder.state, compiled, this.root);
  }

  handshake(): Uint8Array {
    this.reflection ??= Reflection.encode(this.encoder);
    return this.reflection;
  }

  /** Whether there is anything to send. */
  get hasChanges(): boolean {
    return this.encoder.hasChanges || this.shared.end > 0 || this.isStale;
  }

  /** Whether entities were stepped since they were read. */
  private get isStale(): boolean {
    return this.read !== this.from.world.tick;
  }

  /** Collects the changes since last time, and encodes the shared part of them. */
  collect(): void {
    this.generation = this.chunks.begin();
    this.takeChanges();
    this.takeSimulated();
    this.entities.moveOn();
    this.grid.rebuild(this.entities.rows);
  }

  /**
   * Must be called before a full state. When a crowd joins between two steps, each join changes the state of
   * the next one: encoded bytes serve all of them, except those of what has changed since.
   */
  refresh(): void {
    if (this.isStale) this.collect();
    else if (this.encoder.hasChanges && this.takeChanges()) this.grid.rebuild(this.entities.rows);
  }

  /** In the order of the grid: chunks of neighbours are adjacent, so most of a frame is a few long copies. */
  encodeChanges(): void {
    const { grid, chunks, encoded, entities } = this;
    const { slots, ends } = grid;
    ends[0] = chunks.end;
    for (let place = 0; place < grid.count; place++) {
      const slot = slots[place]!;
      if (encoded.hasChanged(slot)) {
        const row = entities.bySlot[slot]!;
        if (row.wire === undefined) chunks.plain(row.tree, false, true);
        else row.wire.writeChanges(row, chunks);
      }
      ends[place + 1] = chunks.end;
    }
  }

  /** @returns where in the chunks everything shared is encoded */
  sharedInFull(): readonly [from: number, to: number] {
    const { chunks, shared, generation, inFull } = this;
    if (inFull.generation !== generation || inFull.changes !== shared.end) {
      inFull.from = chunks.end;
      shared.everything(chunks);
      inFull.to = chunks.end;
      inFull.generation = generation;
      inFull.changes = shared.end;
    }
    return [inFull.from, inFull.to];
  }

  /** All clients have the encoded changes: the next patch starts. */
  settle(): void {
    this.encoder.discardChanges();
    for (const { wire } of this.entities.simulated) wire!.settle();
    // Instances that moved between parents wait for an encode pass, which never happens otherwise.
    if (this.encoder.root.pendingFilterRefresh.length > 0) this.encoder.encode({ offset: 0 });
    this.entities.reuseSlots();
    this.shared.begin();
  }

  /** @returns whether any entity was added, removed or moved */
  private takeChanges(): boolean {
    const { edits } = this.entities;
    let moved = false;
    this.entities.sync();
    this.takeAdded();
    let node = this.encoder.root.changes.next;
    while (node !== undefined) {
      const { next, changeTree: tree } = node;
      node = next;
      const row = this.entities.rows.get(tree);
      if (row !== undefined) {
        row.edited = this.generation;
        this.encoded.noteChange(row.slot);
        this.encoded.drop(row.slot);
        if (row.wire === undefined) moved = true;
        this.entities.place(row);
        continue;
      }
      if (this.entities.isMap(tree)) continue;
      const owner = this.ownerOf(tree.parent);
      if (owner === undefined) this.shared.take(tree);
      else owner.edited = this.generation;
    }
    return moved || this.entities.edits !== edits;
  }

  /** Setting the fields of a new entity counts as no change: each client that sees the entity gets all of it. */
  private takeAdded(): void {
    const { added } = this.entities;
    for (const row of added) {
      this.encoded.add(row);
      const { tree } = row;
      this.forget(tree);
      tree.forEachChild((child) => this.forget(child));
    }
    added.length = 0;
  }

  private forget(tree: ChangeTree): void {
    if (!tree.has()) return;
    this.encoder.root.removeFromQueue(tree);
    tree.endEncode();
  }

  /** Reads the entities from the simulation, and marks those that changed. */
  private takeSimulated(): void {
    this.read = this.from.world.tick;
    for (const { wire, rows } of this.entities.simulated)
      for (const row of rows.values()) {
        if (row.wire !== undefined && wire!.take(row, row.source)) this.encoded.noteChange(row.slot);
      }
  }

  /** @returns the entity that an instance belongs to: then only its owner sees it, see `writeOwn` */
  private ownerOf(parent: Ref | undefined): Row | undefined {
    const tree = parent?.[$changes];
    return tree && this.entities.rows.get(tree);
  }
}
