/** What a player has missed while it was away, and is told when it is back. */
import type { Client } from "@colyseus/core";
import { ticks } from "../../shared/config.ts";
import { notePlayerMoved } from "../cluster/moves.ts";
import type { ChatTail } from "./chatTail.ts";
import type { Seat } from "./seats.ts";

/** A connection that dies without a word is noticed late: nothing was heard from its last input on, but no longer ago. Ticks. */
const UNHEARD = ticks(10);

/** The player has dropped: from here on it misses something. */
export function startMissing(seat: Seat, tick: number): void {
  seat.missedFrom = tick - Math.min(seat.budget.silence, UNHEARD);
  seat.moved = undefined;
}

/** @param tick the present one */
export function tellMissed(client: Client, seat: Seat, chat: ChatTail, tick: number): void {
  if (seat.moved !== undefined) {
    client.send("moved", { reason: seat.moved.reason });
    if (!seat.moved.counted) notePlayerMoved(seat.moved.at);
    seat.moved.counted = true;
  }
  for (const said of chat.from(seat.missedFrom ?? tick)) client.send("chat", said);
}
