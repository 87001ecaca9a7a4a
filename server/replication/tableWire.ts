/**
 * Entities of one table, from the simulation to the wire. Nearly every field of every entity changes in every
 * tick, and through the setters of its instance each change would cost more than its bytes. So the numbers
 * are read from the simulation, compared with those sent last, and written like the framework's encoder does;
 * the instance in the state gets its numbers only before changes noted by setters are encoded. The parts that
 * depend on the table's rows are generated: see tableCode.ts.
 *
 *   slot   [fields that change][own fields]
 */
import { $changes, $refId, type Schema } from "@colyseus/schema";
import type { EntityTable } from "../../shared/fields/entity.ts";
import { fieldsOf } from "../framework/schema.ts";
import type { Chunks } from "./chunks.ts";
import type { Row } from "./entities.ts";
import { longest, ownOf, trackedOf } from "./tableCode.ts";

/** The parts of the world that a wire reads; it is passed on to the table's rows. */
export interface Ticking {
  /** Changes whenever entities were stepped. Changes between steps may wait for the next one. */
  readonly tick: number;
}

/** Initial number of slots. */
const FIRST = 64;
/** The bits of all fields. */
const ALL = -1;

export abstract class TableWire {
  protected readonly world: Ticking;
  /** Number of fields that change: the first ones of the class. */
  readonly tracked: number;
  readonly #stride: number;
  readonly #longest: number;
  /** Packed values, one stride per slot. */
  protected now: Float64Array;
  protected sent: Float64Array;
  /** Fields that differ from those sent last, without own ones; one bit each. */
  protected changed = new Int32Array(FIRST);
  /** Wire ids of the instances with own fields; 0: not looked up. */
  protected ownIds = new Int32Array(FIRST);

  constructor(world: Ticking, table: EntityTable) {
    const [tracked, own] = [trackedOf(table), ownOf(table)];
    this.world = world;
    this.tracked = tracked.length;
    this.#stride = tracked.length + own.length;
    this.#longest = Math.max(longest(tracked), longest(own));
    this.now = new Float64Array(FIRST * this.#stride);
    this.sent = new Float64Array(FIRST * this.#stride);
  }

  /**
   * Reads an entity and updates the position of its row.
   * @returns whether a field that all may see has changed
   */
  abstract take(row: Row, source: unknown): boolean;
  /** Writes the numbers into the instance, before changes noted by its setters are encoded. */
  abstract show(row: Row): void;
  protected abstract showOwn(row: Row): void;
  /** Appends the fields that are set in `changed`. */
  protected abstract writeFields(row: Row, chunks: Chunks, changed: number): void;
  /** Appends the changed fields of `own`. */
  protected abstract writeOwnFields(row: Row, chunks: Chunks): void;

  /** A row is new: each client that sees it gets all fields. */
  begin(row: Row, source: unknown): void {
    this.#reserve(row.slot);
    this.take(row, source);
    const at = row.slot * this.#stride;
    this.sent.set(this.now.subarray(at, at + this.#stride), at);
    this.changed[row.slot] = this.ownIds[row.slot] = 0;
  }

  /** Encodes the changes, once for all clients that see them. */
  writeChanges(row: Row, chunks: Chunks): void {
    // Fields that hardly ever change use setters; and an entity that was removed and added again is sent in
    // full.
    if (row.edited === chunks.generation && row.tree.has()) {
      this.show(row);
      chunks.plain(row.tree, false, true);
    }
    const changed = this.changed[row.slot]!;
    if (changed === 0) return;
    chunks.reserve(this.#longest);
    chunks.switchTo(row.entity[$refId]!);
    this.writeFields(row, chunks, changed);
  }

  /** Encodes all fields that all may see and that change. */
  writeAll(row: Row, chunks: Chunks): void {
    chunks.reserve(this.#longest);
    this.writeFields(row, chunks, ALL);
  }

  /** Encodes the fields that only the owner may see. @param full all of them instead of those that changed */
  writeOwn(row: Row, chunks: Chunks, full: boolean): void {
    if (this.tracked === this.#stride) return;
    // A look at the instances costs more than all that follows, so it is left out where nothing was set.
    const isSet = row.edited === chunks.generation && (row.tree.has() || instanceOfOwn(row)[$changes]!.has());
    if (full || isSet) {
      this.ownIds[row.slot] = 0;
      this.showOwn(row);
      chunks.ownerOnly(row, full);
      if (full) this.#settleOwn(row);
    }
    chunks.reserve(this.#longest);
    this.writeOwnFields(row, chunks);
  }

  /** All changes were sent, or will be sent with a full state. */
  settle(): void {
    this.sent.set(this.now);
    this.changed.fill(0);
  }

  /** @returns the wire id of the instance with the own fields of a row */
  protected ownId({ slot, entity }: Row): number {
    if (this.ownIds[slot] === 0) this.ownIds[slot] = (fieldsOf(entity).own as Schema)[$refId]!;
    return this.ownIds[slot]!;
  }

  #settleOwn(row: Row): void {
    const at = row.slot * this.#stride;
    for (let field = this.tracked; field < this.#stride; field++)
      this.sent[at + field] = this.now[at + field]!;
  }

  #reserve(slot: number): void {
    if (slot < this.changed.length) return;
    const slots = slot * 2;
    const { now, sent, changed, ownIds } = this;
    this.now = new Float64Array(slots * this.#stride);
    this.sent = new Float64Array(slots * this.#stride);
    this.changed = new Int32Array(slots);
    this.ownIds = new Int32Array(slots);
    this.now.set(now);
    this.sent.set(sent);
    this.changed.set(changed);
    this.ownIds.set(ownIds);
  }
}

const instanceOfOwn = (row: Row): Schema => fieldsOf(row.entity).own as Schema;
