/**
 * The shared state: the fields of the root and all instances below it besides entities. Encoded once a tick,
 * byte for byte the same in every frame.
 *
 *   shared   ([255][refId])? ([op|field][value])*     the state first, without a switch to it when it comes first
 *            ([255][refId] …)*                        then others, in the order they changed
 */
import { $changes, type ChangeTree, type Encoder } from "@colyseus/schema";
import { Chunks } from "./chunks.ts";
import type { Memory } from "./copyBytes.ts";
import type { Entities } from "./entities.ts";

export class SharedState {
  private readonly encoder: Encoder;
  private readonly entities: Entities;
  private readonly changes: Chunks;

  constructor(encoder: Encoder, entities: Entities) {
    this.encoder = encoder;
    this.entities = entities;
    this.changes = new Chunks(encoder);
  }

  get memory(): Memory {
    return this.changes;
  }

  get end(): number {
    return this.changes.end;
  }

  /** Starts the next patch. */
  begin(): void {
    this.changes.begin();
  }

  /** Appends a change to the patch. The instance counts as unchanged afterwards. */
  take(tree: ChangeTree): void {
    if (tree.encDescriptor.hasAnyView)
      throw new Error(
        `${tree.ref.constructor.name} has a field tagged .view() and would be sent to everybody`,
      );
    this.changes.plain(tree, false, this.end > 0 || tree !== this.encoder.state[$changes]);
    this.encoder.root.removeFromQueue(tree);
    tree.endEncode();
  }

  /** Encodes the whole shared state, as a new client needs it. */
  everything(into: Chunks): void {
    this.walk(this.encoder.state[$changes], into, false);
  }

  private walk(tree: ChangeTree, into: Chunks, head: boolean): void {
    if (this.entities.isMap(tree)) return;
    into.plain(tree, true, head);
    tree.forEachChild((child) => this.walk(child, into, true));
  }
}
