/** A seat is a player's place in a room: it outlives the connection, so that who drops can come back to it. */
import type { Client } from "@colyseus/core";
import { ticks } from "../../shared/config.ts";
import type { MovedReason } from "../../shared/protocol.ts";
import { Inbox } from "../net/inbox.ts";
import { InputBudget, type InputQueue } from "../net/inputBudget.ts";
import { InputRing } from "../net/inputRing.ts";
import { metrics } from "../ops/metrics.ts";
import { giveInput, giveNeutral, type SimShip } from "../sim/world.ts";

export interface Seat {
  ship: SimShip;
  /** What its player sent; another one after every return. */
  inputs: InputQueue;
  budget: InputBudget;
  inbox: Inbox;
  /** What the player shows to come back. */
  token: string;
  /** Who the player is, as the framework's authentication says. */
  auth: unknown;
  /** The player was away, and is told on its return what was said from this tick on. */
  missedFrom?: number | undefined;
  /** The match has moved here meanwhile, and was last written down at that time, ms since 1970. */
  moved?: { reason: MovedReason; at: number; counted?: boolean } | undefined;
}

/** A connection that dies without a word is noticed late: nothing was heard from its last input on, but no longer ago. Ticks. */
const UNHEARD = ticks(10);

/** Whether a client has confirmed that it is in, so that it has been told what there was to tell. */
export const hasConfirmed = (client: Client): boolean =>
  (client as unknown as { _enqueuedMessages: unknown })._enqueuedMessages === undefined;

/** The player has dropped: from here on it misses something. */
export function startMissing(seat: Seat, tick: number): void {
  seat.missedFrom = tick - Math.min(seat.budget.silence, UNHEARD);
  seat.moved = undefined;
}

/** A seat that nobody sits in: its player has not come yet, or has to come back. */
export const emptySeat = (ship: SimShip, tick: number, token: string, auth: unknown): Seat => ({
  ship,
  inputs: new InputRing(),
  budget: new InputBudget(),
  inbox: new Inbox(tick),
  token,
  auth,
});

/** Counts what became of a tick's inputs; the metrics are told once for all seats, since every telling costs. */
export class InputTally {
  applied = 0;
  dropped = 0;
  idle = 0;

  tell(): void {
    for (const result of ["applied", "dropped", "idle"] as const) {
      if (this[result] > 0) metrics.inputs.inc({ result }, this[result]);
      this[result] = 0;
    }
  }
}

/** Takes what a seat's player may fly in this tick out of its queue. A dropped player's ship drifts by itself. */
export function takeInputs({ ship, inputs, budget }: Seat, tally: InputTally): void {
  if (ship.away) return;
  budget.take(inputs, ship, giveInput);
  if (budget.idle) giveNeutral(ship);
  tally.applied += budget.applied;
  tally.dropped += budget.dropped;
  if (budget.idle) tally.idle++;
}
