/**
 * The room's serializer: encodes every changed entity once a tick and sends each client what it sees. It speaks the
 * framework's wire format, so any stock client decodes it. Its work is (changed entities) + (clients × bytes they get).
 *
 * A client always sees its own entity and the one it looks from; others enter its interest set within `half` of that one and stay
 * within `half` × (1 + `margin`), so that what sits on the edge does not flicker. Fields tagged `.view()` go to the client
 * whose session id is the entity's key.
 */
import type { Client, Serializer } from "@colyseus/core";
import { $changes, Encoder, type Ref, Reflection, type Schema, TypeContext } from "@colyseus/schema";
import { Chunks } from "./chunks.ts";
import type { CompiledTables } from "./compiledTables.ts";
import { Entities, type Row } from "./entities.ts";
import { FRAME, FrameWriter, writeChanges, writeEdits, writeOwn } from "./frames.ts";
import { Grid } from "./grid.ts";
import { InterestChanges, type InterestRange, InterestSet, updateInterest } from "./interestSet.ts";
import { type NextWireIds, RoomRoot } from "./roomRoot.ts";
import { SharedState } from "./sharedState.ts";
import type { Ticking } from "./tableWire.ts";
import { type PatchSink, type Viewer, Viewers } from "./viewers.ts";
import { type WireIds, wireIdsOf } from "./wireIds.ts";

export interface InterestOptions {
  /** The tables of the game. */
  compiled: CompiledTables;
  /** What its entities are read from, once for each of its ticks. */
  world: Ticking;
  /** Half the side of the square around its entity that a client sees, units; Infinity shows everything. */
  half: number;
  /** Share of `half` beyond which something seen is dropped, 0 or more. */
  margin: number;
  /** Key of the player whose entity a client looks from, by its own: the same, or the one it watches. */
  centreOf(key: string): string;
  /** Of a state whose wire ids were restored: where to go on counting. */
  nextWireIds?: NextWireIds;
  /** Where this client's patches go. */
  sinkOf(client: Client): PatchSink;
}

/** With more bytes waiting a client gets no patches until it has read them all. A second of patches. */
const MAX_WAITING_BYTES = 16 * 1024;

const EVERYTHING: InterestRange = { half: Number.POSITIVE_INFINITY, keep: Number.POSITIVE_INFINITY };

/** As the framework hands it over in rooms with inputs. */
type Timing = { sNow: number } | undefined;

export class InterestSerializer implements Serializer<Schema> {
  /** Tells the client which decoder to use: the stock one. */
  readonly id = "schema";
  /** Totals since the start, for the metrics; the time spent encoding in ms. */
  readonly sent = { frames: 0, bytes: 0, encoding: 0 };

  private readonly options: InterestOptions;
  private readonly range: InterestRange;
  private readonly grid: Grid;
  private readonly frames = new FrameWriter();
  private readonly interestChanges = new InterestChanges();
  private readonly viewers = new Viewers();
  /** Patches to send, and to whom. */
  private readonly outbox: Buffer[] = [];
  private readonly sinks: PatchSink[] = [];
  private readonly restarting: Client[] = [];
  private root!: RoomRoot;
  private encoder!: Encoder;
  private entities!: Entities;
  private chunks!: Chunks;
  private shared!: SharedState;
  /** Tick of the world that its entities were last read at. */
  private read = Number.NaN;
  private generation = 0;
  /** Where everything shared is encoded, in which generation and after how many bytes of changes. */
  private readonly inFull = { from: 0, to: 0, generation: -1, changes: 0 };
  private reflection: Uint8Array | undefined;

  constructor(options: InterestOptions) {
    this.options = options;
    this.grid = new Grid(options.compiled.size);
    this.range = { half: options.half, keep: options.half * (1 + options.margin) };
  }

  /** Called by the room with its state. The maps of its entities must stay the same instances from here on. */
  reset(state: Schema): void {
    const types = TypeContext.cache(state.constructor as typeof Schema);
    const { compiled, world, nextWireIds } = this.options;
    this.root = new RoomRoot(types, compiled.many, nextWireIds);
    this.encoder = new Encoder(state, this.root);
    this.entities = new Entities(state, world, compiled);
    this.chunks = new Chunks(this.encoder);
    this.shared = new SharedState(this.encoder, this.entities);
    this.reflection = undefined;
  }

  /** @returns the wire ids of the state's instances, for a checkpoint */
  wireIds(): WireIds {
    const { world, compiled } = this.options;
    return wireIdsOf(world, this.encoder.state, compiled, this.root);
  }

  handshake(): Uint8Array {
    this.reflection ??= Reflection.encode(this.encoder);
    return this.reflection;
  }

  /**
   * Everything a client needs to start, or to start again: it may hold a state from before a drop. Patches that follow
   * continue from here.
   * @param client absent: measures the size of the whole state
   */
  getFullState(client?: Client, timing?: Timing): Uint8Array {
    this.refresh();
    const viewer = client && this.viewers.begin(client, this.options.sinkOf);
    const interestSet = viewer?.interestSet ?? new InterestSet();
    const own = viewer && this.entities.player(viewer.key);
    if (viewer === undefined) this.updateInterest(interestSet, EVERYTHING, undefined, undefined);
    else this.updateInterest(interestSet, this.range, own, this.centreOf(viewer, own));
    interestSet.sharedFrom = this.shared.end;

    this.frames.begin(FRAME.state, timing !== undefined, timing?.sNow ?? 0, viewer?.input ?? 0);
    const [from, to] = this.sharedInFull();
    this.frames.copy(this.chunks.bytes, from, to);
    writeEdits(this.frames, this.chunks, this.entities, this.interestChanges);
    if (own !== undefined) writeOwn(this.frames, this.chunks, own, true);
    return this.frames.end();
  }

  /** @returns whether the state had changed */
  applyPatches(clients: readonly Client[], _state: Schema, timing?: Timing): boolean {
    const changed = this.encoder.hasChanges || this.shared.end > 0 || this.isStale;
    const started = performance.now();
    this.collect();
    this.encodeChanges();
    for (let i = 0; i < clients.length; i++) {
      const viewer = this.viewers.at(i, clients[i]!);
      if (viewer === undefined) continue;
      if (viewer.sink.waiting > MAX_WAITING_BYTES) viewer.isBehind = true;
      else if (!viewer.isBehind) this.composePatch(viewer, timing);
      else if (viewer.sink.waiting === 0) this.restarting.push(viewer.client);
    }
    this.viewers.end(clients.length);
    this.sent.encoding += performance.now() - started;
    this.sendAll();
    this.encoder.discardChanges();
    for (const { wire } of this.entities.simulated) wire!.settle();
    // Instances moved between parents wait here to be looked at by an encode pass, which never comes.
    if (this.encoder.root.pendingFilterRefresh.length > 0) this.encoder.encode({ offset: 0 });
    this.entities.reuseSlots();
    this.shared.begin();
    this.restartAll(timing);
    return changed;
  }

  /** A client that fell behind reads again: it gets a full state, as if it had joined right after this tick. */
  private restartAll(timing: Timing): void {
    for (const client of this.restarting) client.raw(this.getFullState(client, timing));
    this.restarting.length = 0;
  }

  /** Takes in what changed since last time and encodes the shared part of it. */
  private collect(): void {
    this.generation = this.chunks.begin();
    this.takeChanges();
    this.takeSimulated();
    this.entities.moveOn();
    this.grid.rebuild(this.entities.rows);
  }

  /**
   * Before a full state. Of a crowd that joins between two steps each changes the state of the next: what was encoded for
   * others serves all of them, except what has changed since.
   */
  private refresh(): void {
    if (this.isStale) this.collect();
    else if (this.encoder.hasChanges && this.takeChanges()) this.grid.rebuild(this.entities.rows);
  }

  /** @returns whether anything has come, gone or moved */
  private takeChanges(): boolean {
    const { edits } = this.entities;
    let moved = false;
    this.entities.sync();
    let node = this.encoder.root.changes.next;
    while (node !== undefined) {
      const { next, changeTree: tree } = node;
      node = next;
      const row = this.entities.rows.get(tree);
      if (row !== undefined) {
        row.changed = this.generation;
        row.full = 0;
        row.lasting = undefined;
        if (row.wire === undefined) moved = true;
        this.entities.place(row);
      } else if (!this.entities.isMap(tree) && !this.isPrivate(tree.parent)) this.shared.take(tree);
    }
    return moved || this.entities.edits !== edits;
  }

  /** @returns where in the chunks everything shared is encoded */
  private sharedInFull(): readonly [from: number, to: number] {
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

  /** Entities have been stepped since they were read. */
  private get isStale(): boolean {
    return this.read !== this.options.world.tick;
  }

  /** Reads where the simulation has brought them, and marks what changed. */
  private takeSimulated(): void {
    this.read = this.options.world.tick;
    for (const { wire, rows } of this.entities.simulated)
      for (const row of rows.values()) {
        if (row.wire === undefined || !wire!.take(row, row.source)) continue;
        row.changed = this.generation;
        row.lasting = undefined;
      }
  }

  /** @returns whether an instance hangs on an entity: then it is the owner's, see `writeOwn` */
  private isPrivate(parent: Ref | undefined): boolean {
    const tree = parent?.[$changes];
    return tree !== undefined && this.entities.rows.has(tree);
  }

  /** In the order of the grid: chunks of neighbours lie side by side, and most of a frame is a few long copies. */
  private encodeChanges(): void {
    const { grid, chunks, entities } = this;
    const { slots, ends } = grid;
    ends[0] = chunks.end;
    for (let place = 0; place < grid.count; place++) {
      const row = entities.bySlot[slots[place]!]!;
      if (row.changed === this.generation) {
        if (row.wire === undefined) chunks.plain(row.tree, false, true);
        else row.wire.writeChanges(row, chunks);
      }
      ends[place + 1] = chunks.end;
    }
  }

  private centreOf({ key }: Viewer, own: Row | undefined): Row | undefined {
    const centre = this.options.centreOf(key);
    return centre === key ? own : this.entities.player(centre);
  }

  private updateInterest(
    interestSet: InterestSet,
    range: InterestRange,
    own: Row | undefined,
    centre: Row | undefined,
  ): void {
    updateInterest(
      interestSet,
      this.grid,
      this.entities.bySlot.length,
      range,
      own,
      centre,
      this.interestChanges,
    );
  }

  /** All patches are composed before any is written: a write evicts the composer's tables from the CPU caches. */
  private sendAll(): void {
    let kept = false;
    for (let i = 0; i < this.outbox.length; i++) kept = this.sinks[i]!.send(this.outbox[i]!) || kept;
    this.outbox.length = this.sinks.length = 0;
    this.frames.clear(kept);
  }

  private composePatch(viewer: Viewer, timing: Timing): void {
    const { frames, chunks, entities, interestChanges } = this;
    const { interestSet } = viewer;
    if (interestSet.own === undefined || interestSet.own.gone) interestSet.own = entities.player(viewer.key);
    const { own } = interestSet;
    this.updateInterest(interestSet, this.range, own, this.centreOf(viewer, own));

    frames.begin(FRAME.patch, timing !== undefined, timing?.sNow ?? 0, viewer.input);
    frames.copy(this.shared.bytes, interestSet.sharedFrom, this.shared.end);
    interestSet.sharedFrom = 0;
    writeChanges(frames, chunks, interestChanges);
    writeEdits(frames, chunks, entities, interestChanges);
    if (own !== undefined) writeOwn(frames, chunks, own, interestChanges.ownEntered);
    if (frames.isEmpty && timing === undefined) {
      frames.drop();
      return;
    }
    const whole = frames.endWhole();
    this.sent.frames++;
    this.sent.bytes += whole.length;
    this.outbox.push(whole);
    this.sinks.push(viewer.sink);
  }
}
