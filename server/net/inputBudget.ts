/**
 * How many of a client's inputs are flown in a tick. Time is earned at the rate it passes (a little faster, so that a
 * backlog shrinks) and every input costs one, so sending more often does not fly faster: it only fills the own queue.
 *
 *   arrive ─▶ queue ─▶ flown: one a tick; more while more than `INPUT.hold` wait or some have waited all along
 *               └────▶ dropped, oldest first: what the time left cannot pay for
 *   nothing for `INPUT.silence` ticks ─▶ steps without a hand on the controls, paid like any other
 */

import { INPUT } from "../../shared/limits.ts";

/** The part of the framework's per-client input queue that is used here. */
export interface InputQueue<Input = unknown> {
  readonly size: number;
  /** Takes the oldest; taken inputs are acknowledged to the client with the next patch. */
  next(): Input | undefined;
}

export class InputBudget {
  /** Inputs that may be flown now. */
  #time: number = INPUT.hold;
  /** Ticks since an input was there. */
  #silent = 0;
  /** Fewest inputs left waiting in any tick of the present window, and the ticks left of it. */
  #fewest = Number.POSITIVE_INFINITY;
  #window: number = INPUT.window;
  /** Inputs that waited through the whole of the latest window; 0 once that has been seen to. */
  #needless = 0;

  /** What became of this tick's inputs; read after `take`. */
  applied = 0;
  dropped = 0;
  idle = false;

  /** Ticks since an input was there. */
  get silence(): number {
    return this.#silent;
  }

  /** Takes this tick's inputs out of `queue` and hands those to be flown to `fly` with the player, oldest first. */
  take<P, Input>(queue: InputQueue<Input>, player: P, fly: (player: P, input: Input) => void): void {
    this.#time = Math.min(INPUT.budget, this.#time + INPUT.refill);
    this.applied = this.dropped = 0;
    this.#dropUnpayable(queue);
    const due = this.#due(queue.size);
    while (this.applied < due && this.#time >= 1) {
      fly(player, queue.next()!);
      this.#time--;
      this.applied++;
    }
    this.idle = this.#stepSilence();
  }

  #dropUnpayable(queue: InputQueue): void {
    const excess = queue.size - Math.floor(this.#time) - INPUT.slack;
    // With time to spare, a needless wait is flown off one by one; without, it would last for seconds.
    const needless = this.#time < 2 ? this.#needless : 0;
    for (let drop = Math.max(excess, needless); drop > 0; drop--) {
      queue.next();
      this.dropped++;
    }
  }

  /** One a tick keeps others' view of the ship smooth; a queue that is never empty is only delay, so it is flown off. */
  #due(size: number): number {
    const spare = this.#needless > 0 ? 1 : 0;
    const due = Math.min(size, INPUT.perTick, Math.max(1 + spare, size - INPUT.hold));
    this.#watch(size - due);
    return due;
  }

  #watch(left: number): void {
    this.#needless = 0;
    this.#fewest = Math.min(this.#fewest, left);
    if (--this.#window > 0) return;
    this.#needless = this.#fewest;
    this.#fewest = Number.POSITIVE_INFINITY;
    this.#window = INPUT.window;
  }

  /** @returns whether the server flies this tick itself. */
  #stepSilence(): boolean {
    if (this.applied > 0) {
      this.#silent = 0;
      return false;
    }
    if (++this.#silent < INPUT.silence || this.#time < 1) return false;
    this.#time--;
    return true;
  }
}
