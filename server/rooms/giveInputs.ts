/** Gives the match the inputs that the players of a room may apply in a tick, and counts them. */
import type { Player, Rules } from "../../shared/rules.ts";
import type { InputBudget, InputQueue } from "../net/inputBudget.ts";

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

/** The part of a seat (seats.ts) that this file reads and changes. */
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
