/**
 * Entities of one table on their way from the simulation to the wire. Nearly every field of every one changes in every
 * tick, and through the setters of its instance each change costs more than its bytes do. So the numbers are read from the
 * simulation, compared with those that were sent, and written as the framework's encoder would; the instance in the state
 * gets them when it is encoded in full. What depends on the rows of the table is generated: see tableCode.ts.
 *
 *   slot   [fields that change][own fields]
 */
import { $changes, $refId, type Schema } from "@colyseus/schema";
import type { EntityTable } from "../../shared/fields/entity.ts";
import { fieldsOf } from "../framework/schema.ts";
import type { Chunks } from "./chunks.ts";
import type { Row } from "./entities.ts";
import { longest, ownOf, trackedOf } from "./tableCode.ts";

/** What a wire reads of the world, which it passes on to the rows of the table. */
export interface Ticking {
  /** Another number whenever entities have been stepped. What changes between steps may wait for the next. */
  readonly tick: number;
}

/** Slots at first. */
const FIRST = 64;

export abstract class TableWire {
  protected readonly world: Ticking;
  readonly #stride: number;
  readonly #own: number;
  readonly #longest: number;
  /** As they are on the wire, a stride a slot. */
  protected now: Float64Array;
  protected sent: Float64Array;
  /** Fields, own ones left out, that are not as they were sent; a bit each. */
  protected changed = new Int32Array(FIRST);

  constructor(world: Ticking, table: EntityTable) {
    const [tracked, own] = [trackedOf(table), ownOf(table)];
    this.world = world;
    this.#own = tracked.length;
    this.#stride = tracked.length + own.length;
    this.#longest = Math.max(longest(tracked), longest(own));
    this.now = new Float64Array(FIRST * this.#stride);
    this.sent = new Float64Array(FIRST * this.#stride);
  }

  /** Reads an entity, and puts its row where it is. @returns whether something changed that all may see */
  abstract take(row: Row, source: unknown): boolean;
  /** Puts the numbers into the instance, for it to be encoded in full. */
  abstract show(row: Row): void;
  protected abstract showOwn(row: Row): void;
  /** Appends the fields that are set in `changed`. */
  protected abstract writeFields(row: Row, chunks: Chunks, changed: number): void;
  /** Appends what changed of `own`. */
  protected abstract writeOwnFields(row: Row, chunks: Chunks): void;

  /** A row is new: each client that sees it gets all fields. */
  begin(row: Row, source: unknown): void {
    this.#reserve(row.slot);
    this.take(row, source);
    const at = row.slot * this.#stride;
    this.sent.set(this.now.subarray(at, at + this.#stride), at);
    this.changed[row.slot] = 0;
  }

  /** Encodes the changes, once for all clients that see them. */
  writeChanges(row: Row, chunks: Chunks): void {
    // What hardly ever changes has its setters; and all is said again of what was taken out and put back.
    if (row.tree.has()) {
      this.show(row);
      chunks.plain(row.tree, false, true);
    }
    const changed = this.changed[row.slot]!;
    if (changed === 0) return;
    chunks.reserve(this.#longest);
    chunks.switchTo(row.entity[$refId]!);
    this.writeFields(row, chunks, changed);
  }

  /** Encodes the fields that only the owner may see. @param full all of it instead of what changed */
  writeOwn(row: Row, chunks: Chunks, full: boolean): void {
    if (this.#own === this.#stride) return;
    if (full || row.tree.has() || instanceOfOwn(row)[$changes]!.has()) {
      this.showOwn(row);
      chunks.ownerOnly(row, full);
      if (full) this.#settleOwn(row);
    }
    chunks.reserve(this.#longest);
    this.writeOwnFields(row, chunks);
  }

  /** All changes are sent, or will be sent with a full state. */
  settle(): void {
    this.sent.set(this.now);
    this.changed.fill(0);
  }

  #settleOwn(row: Row): void {
    const at = row.slot * this.#stride;
    for (let field = this.#own; field < this.#stride; field++) this.sent[at + field] = this.now[at + field]!;
  }

  #reserve(slot: number): void {
    if (slot < this.changed.length) return;
    const slots = slot * 2;
    const [now, sent, changed] = [this.now, this.sent, this.changed];
    this.now = new Float64Array(slots * this.#stride);
    this.sent = new Float64Array(slots * this.#stride);
    this.changed = new Int32Array(slots);
    this.now.set(now);
    this.sent.set(sent);
    this.changed.set(changed);
  }
}

const instanceOfOwn = (row: Row): Schema => fieldsOf(row.entity).own as Schema;
