/**
 * Numbers the instances of a room. A number is sent with every change of its instance, so ships should have short ones:
 * up to 65 535 it takes three bytes, beyond that five. Bolts come by the thousand and never change, so they are counted
 * elsewhere. No number is used twice: a client that was away may still know the old one.
 */
import { $refId, type ChangeTree, Root, type TypeContext } from "@colyseus/schema";
import { Bolt } from "../../games/skirmish/shared/schema/state.ts";

/** Where the numbers of bolts begin: half of what fits into the five bytes. */
const BOLTS = 2 ** 31;

export class RoomRoot extends Root {
  private nextBolt: number;

  /** @param from where to begin to count; absent: at the beginning */
  constructor(types: TypeContext, from = { next: 0, nextBolt: BOLTS }) {
    super(types, from.next);
    this.nextBolt = from.nextBolt;
  }

  /** Numbers from here on were never given away. */
  get next(): { next: number; nextBolt: number } {
    return { next: this.nextUniqueId, nextBolt: this.nextBolt };
  }

  override add(tree: ChangeTree): boolean {
    if (!(tree.ref instanceof Bolt) || tree.ref[$refId] !== undefined) return super.add(tree);
    const next = this.nextUniqueId;
    this.nextUniqueId = this.nextBolt++;
    const isNew = super.add(tree);
    this.nextUniqueId = next;
    return isNew;
  }

  /** Unlike the stock root this one forgets what was removed; otherwise every bolt ever fired would stay counted. */
  override remove(tree: ChangeTree): number {
    const left = super.remove(tree);
    if (left > 0) return left;
    delete this.refCount[tree.ref[$refId]];
    // Stands in for the count of 0 that made the stock root send everything again when it is put back.
    tree.needsRestage = true;
    return left;
  }
}
