/** A seat is a player's place in a room: it outlives the connection, so that who drops can come back to it. */
import { type Client, ServerError } from "@colyseus/core";
import { CLOSE } from "../../shared/protocol.ts";
import type { Joins } from "../net/identity.ts";
import type { Inbox } from "../net/inbox.ts";
import type { InputBudget, InputQueue } from "../net/inputBudget.ts";
import { HELD, Held } from "../net/limits.ts";
import { metrics } from "../ops/metrics.ts";
import { giveInput, giveNeutral, type SimShip } from "../sim/world.ts";
import type { ReturnPass } from "./returning.ts";

export interface Seat extends ReturnPass {
  ship: SimShip;
  /** What its player sent; another one after every return. */
  inputs: InputQueue;
  budget: InputBudget;
  inbox: Inbox;
}

/** Seats of each player who has an identity, in all rooms of this process. */
const held = new Held(HELD.seats);
const playerOf = (client: Client): string | undefined => (client.auth as Joins | undefined)?.id;

/** @throws ServerError when the player has too many already */
export function takeSeat(client: Client): void {
  const id = playerOf(client);
  if (id !== undefined && !held.take(id))
    throw new ServerError(CLOSE.tooMany, "you play in too many places already");
}

export function releaseSeat(client: Client): void {
  const id = playerOf(client);
  if (id !== undefined) held.release(id);
}

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
