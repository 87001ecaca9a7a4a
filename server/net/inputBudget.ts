/**
 * Gives the match the inputs of each player, and limits how many are applied per tick. Time accrues at the
 * rate it passes (slightly faster, so that a backlog shrinks), and every input costs one unit. So a client
 * that sends faster does not fly faster: it only fills its own queue.
 *
 *   arrive ─▶ queue ─▶ applied: one per tick; more while more than `INPUT.hold` wait, or when some wait in every tick
 *               └────▶ dropped, oldest first: inputs that the remaining time cannot pay for
 *   nothing for `INPUT.silence` ticks ─▶ steps with a neutral input, which cost time as well
 */
import { INPUT } from "../../shared/limits.ts";
import type { Player, Rules } from "../../shared/rules.ts";

/** The part of the framework's per-client input queue that is used here. */
export interface InputQueue<Input = unknown> {
  readonly size: number;
  /** Takes the oldest input; taken inputs are acknowledged to the client with the next patch. */
  next(): Input | undefined;
}

export class InputBudget {
  /** Time that has accrued, in inputs that may be applied now. */
  #time: number = INPUT.hold;
  /** Ticks since the latest applied input. */
  #silent = 0;
  /** Fewest inputs left waiting in any tick of the present window, and the number of ticks left in it. */
  #fewest = Number.POSITIVE_INFINITY;
  #window: number = INPUT.window;
  /** Inputs that waited through the whole latest window; 0 once they were handled. */
  #needless = 0;

  /** What became of this tick's inputs; read after `take`. */
  applied = 0;
  dropped = 0;
  idle = false;

  /** Ticks since the latest applied input. */
  get silence(): number {
    return this.#silent;
  }

  /**
   * Takes this tick's inputs from `queue` and passes those to be applied to `fly` with the player, oldest
   * first.
   */
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
    // With enough time a needless queue is applied one extra input at a time; without, it would last for
    // seconds.
    const needless = this.#time < 2 ? this.#needless : 0;
    for (let drop = Math.max(excess, needless); drop > 0; drop--) {
      queue.next();
      this.dropped++;
    }
  }

  /**
   * One per tick keeps others' view of the ship smooth. A queue that is never empty only adds delay, so it is
   * shortened.
   */
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

  /** @returns whether the server must step the player with a neutral input in this tick */
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

/** Counts what became of a tick's inputs, and how many still wait. */
export class InputTally {
  applied = 0;
  dropped = 0;
  idle = 0;
  waiting = 0;

  clear(): void {
    this.applied = this.dropped = this.idle = this.waiting = 0;
  }
}

/** Receiver of inputs: the match. */
export type InputTarget = Pick<Rules, "give" | "idle">;

/** The part of a seat (server/rooms/seats.ts) that `giveInputs` reads and changes. */
export interface FedSeat {
  readonly player: Player;
  readonly inputs: InputQueue;
  readonly budget: InputBudget;
  flown: number;
  previous?: string | undefined;
}

/**
 * Moves the inputs that a seat's player may apply in this tick from its queue to the match. An absent player
 * applies none.
 */
export function giveInputs(seat: FedSeat, match: InputTarget, tally: InputTally): void {
  const { player, inputs, budget } = seat;
  if (player.away) return;
  budget.take(inputs, player, match.give);
  if (budget.idle) match.idle(player);
  seat.flown += budget.applied;
  tally.applied += budget.applied;
  tally.dropped += budget.dropped;
  tally.waiting += inputs.size;
  if (budget.idle) tally.idle++;
  // An applied input proves that the player has confirmed its return, and so holds the newest token.
  if (seat.previous !== undefined && budget.applied > 0) seat.previous = undefined;
}
