/** A seat is a player's place in a room: it outlives the connection, so that who drops can come back to it. */
import type { Inbox } from "../net/inbox.ts";
import type { InputBudget, InputQueue } from "../net/inputBudget.ts";
import { metrics } from "../ops/metrics.ts";
import { giveInput, giveNeutral, type SimShip } from "../sim/world.ts";

export interface Seat {
  ship: SimShip;
  budget: InputBudget;
  inbox: Inbox;
  /** What the player shows to come back. */
  token: string;
}

/** Takes what a seat's player may fly in this tick out of its queue. A dropped player's ship drifts by itself. */
export function takeInputs(seat: Seat, queue: InputQueue): void {
  const { ship, budget } = seat;
  if (ship.away) return;
  budget.take(queue, (input) => giveInput(ship, input));
  if (budget.idle) giveNeutral(ship);
  if (budget.applied > 0) metrics.inputs.inc({ result: "applied" }, budget.applied);
  if (budget.dropped > 0) metrics.inputs.inc({ result: "dropped" }, budget.dropped);
  if (budget.idle) metrics.inputs.inc({ result: "idle" });
}
