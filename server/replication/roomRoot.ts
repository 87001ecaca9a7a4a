/**
 * Gives the instances of a room their wire ids (refIds). The id is sent with every change of its instance, so what changes
 * should have a short one: up to 65 535 it takes three bytes, beyond that five. What comes by the thousand and never changes is counted
 * elsewhere. No id is used twice: a client that was away may still know the old one.
 */
import { $refId, type ChangeTree, Root, type TypeContext } from "@colyseus/schema";

/** Where the ids of those begin: half of what fits into the five bytes. */
const MANY = 2 ** 31;

/** Wire ids from here on were never given away. */
export interface NextWireIds {
  next: number;
  /** Of tables that say `many`. */
  nextMany: number;
}

export class RoomRoot extends Root {
  private nextMany: number;
  private readonly many: ReadonlySet<unknown>;

  /**
   * @param many classes of those that come by the thousand
   * @param from where to begin to count; absent: at the beginning
   */
  constructor(
    types: TypeContext,
    many: ReadonlySet<unknown>,
    from: NextWireIds = { next: 0, nextMany: MANY },
  ) {
    super(types, from.next);
    this.many = many;
    this.nextMany = from.nextMany;
  }

  get next(): NextWireIds {
    return { next: this.nextUniqueId, nextMany: this.nextMany };
  }

  override add(tree: ChangeTree): boolean {
    if (tree.ref[$refId] !== undefined || !this.many.has(tree.ref.constructor)) return super.add(tree);
    const next = this.nextUniqueId;
    this.nextUniqueId = this.nextMany++;
    const isNew = super.add(tree);
    this.nextUniqueId = next;
    return isNew;
  }

  /** Unlike the stock root this one forgets what was removed; otherwise everything that ever was would stay counted. */
  override remove(tree: ChangeTree): number {
    const left = super.remove(tree);
    if (left > 0) return left;
    delete this.refCount[tree.ref[$refId]];
    // Stands in for the count of 0 that made the stock root send everything again when it is put back.
    tree.needsRestage = true;
    return left;
  }
}
