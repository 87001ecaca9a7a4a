/** What of a match survives its process: written down here, and taken up again there. */
import type { Room } from "@colyseus/core";
import type { MovedReason } from "../../shared/protocol.ts";
import { encodeCheckpoint } from "../cluster/checkpoint.ts";
import { moved } from "../cluster/moves.ts";
import type { Past } from "../cluster/takeover.ts";
import { metrics } from "../ops/metrics.ts";
import type { Numbers } from "../replication/numbers.ts";
import { markMoved } from "../sim/ships.ts";
import type { World } from "../sim/world.ts";
import type { ChatTail } from "./chatTail.ts";
import { restoreSeats } from "./restoredSeats.ts";
import { emptySeat, holdSeat, type Seat } from "./seats.ts";
import type { Watching } from "./watching.ts";

/** All that is to survive. */
export interface Match {
  world(): World;
  readonly seats: Map<string, Seat>;
  readonly chat: ChatTail;
  readonly watching: Watching;
  numbers(): Numbers;
}

/** @param moved what happened if the match goes on from this elsewhere */
export function writeDown(room: Room, { world, seats, chat, watching, numbers }: Match, moved: MovedReason) {
  return encodeCheckpoint(world(), {
    seats: [...seats].map(([sessionId, { ship, token, next, previous, auth, missedFrom }]) => ({
      sessionId,
      token,
      next,
      ...(previous === undefined ? {} : { previous }),
      ...(auth === undefined ? {} : { auth }),
      // What it was told on a return that it has not confirmed, it may not have heard.
      ...(missedFrom !== undefined && (ship.away || previous !== undefined) ? { missedFrom } : {}),
    })),
    chat: chat.said,
    views: watching.views,
    numbers: numbers(),
    elapsed: room.clock.elapsedTime,
    at: Date.now(),
    moved,
  });
}

/** The match was in another process until now: its players are on their way here. To be called while the room is created. */
export function takeUp(room: Room, { seats, chat, watching }: Match, { world, room: image }: Past): void {
  moved.rooms++;
  room.clock.elapsedTime = image.elapsed;
  chat.said = image.chat;
  watching.views = image.views;
  for (const { sessionId, auth, missedFrom, ...pass } of image.seats) {
    const ship = world.ships.get(sessionId)!;
    const wasAway = ship.away;
    if (!wasAway) markMoved(world, ship);
    const seat = emptySeat(ship, world.tick, pass, auth);
    // Whatever the limit says: it is released like any other.
    holdSeat(auth, Number.POSITIVE_INFINITY);
    seat.missedFrom = missedFrom ?? world.tick;
    // Who was away anyway is told, too, but not counted as one that moved.
    seat.moved = { reason: image.moved, at: image.at, counted: wasAway };
    seats.set(sessionId, seat);
  }
  metrics.players.inc({ room: room.roomName }, image.seats.length);
  restoreSeats(room, image.seats);
}
