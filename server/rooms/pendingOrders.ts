/**
 * Orders of operators to a room. They are carried out within its steps: a process that was stopped may have lost the match, and makes no
 * step before it knows (SV5). Outside of a step an order could act on a match that has moved.
 */
interface Pending {
  act(): boolean;
  answer(done: boolean): void;
  fail(fault: unknown): void;
}

export class PendingOrders {
  #waiting: Pending[] = [];
  #isOver = false;

  /** @param act carries it out @returns whether it was; false when the match goes on elsewhere, or is over */
  give(act: () => boolean): Promise<boolean> {
    if (this.#isOver) return Promise.resolve(false);
    return new Promise((answer, fail) => this.#waiting.push({ act, answer, fail }));
  }

  /** To be called by a step. */
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

  /** The room closes: there will be no step. */
  refuse(): void {
    this.#isOver = true;
    for (const { answer } of this.#waiting.splice(0)) answer(false);
  }
}
