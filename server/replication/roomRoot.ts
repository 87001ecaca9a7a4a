/**
 * Assigns wire ids (refIds) to the instances of a room. The id is sent with every change of its instance, so
 * instances that change should have short ones: up to 65 535 it takes three bytes, beyond that five.
 * Instances that come by the thousand and never change are numbered separately. No id is used twice, because
 * a client that was away may still know the old one.
 */
import { $refId, type ChangeTree, Root, type TypeContext } from "@colyseus/schema";

/** First id of the separate numbers: half of the range of five bytes. */
const MANY = 2 ** 31;

/** Wire ids that have never been assigned. */
export interface NextWireIds {
  next: number;
  /** For tables with `many`. */
  nextMany: number;
}

export class RoomRoot extends Root {
  private nextMany: number;
  private readonly many: ReadonlySet<unknown>;

  /**
   * @param many classes whose instances come by the thousand
   * @param from first ids to assign; absent: the first ones of all
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

  /**
   * Unlike the stock root this one forgets removed instances; otherwise it would count every instance that
   * ever existed.
   */
  override remove(tree: ChangeTree): number {
    const left = super.remove(tree);
    if (left > 0) return left;
    delete this.refCount[tree.ref[$refId]];
    // Replaces the count of 0 that made the stock root send everything again when the instance is added
    // again.
    tree.needsRestage = true;
    return left;
  }
}
