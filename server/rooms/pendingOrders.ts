/**
 * Orders of operators to a room. Each is carried out within a step: a process that was stopped may have lost
 * the match, and takes no step before it knows (SV5). Outside a step an order could act on a match that has
 * migrated.
 */
interface Pending {
  act(): boolean;
  answer(done: boolean): void;
  fail(fault: unknown): void;
}

export class PendingOrders {
  #waiting: Pending[] = [];
  #isOver = false;

  /**
   * @param act carries the order out
   * @returns whether it was carried out; false when the match continues elsewhere, or is over
   */
  give(act: () => boolean): Promise<boolean> {
    if (this.#isOver) return Promise.resolve(false);
    return new Promise((answer, fail) => this.#waiting.push({ act, answer, fail }));
  }

  /** Must be called by a step. */
  carryOut(): void {
    if (this.#waiting.length === 0) return;
    for (const { act, answer, fail } of this.#waiting.splice(0)) {
      try {
        answer(act());
      } catch (fault) {
        fail(fault);
      }
    }
  }

  /** The room closes, so there is no further step. */
  refuse(): void {
    this.#isOver = true;
    for (const { answer } of this.#waiting.splice(0)) answer(false);
  }
}
