/** Seats of a match restored from another process, and the listing of a match that may move. */
import type { Room } from "@colyseus/core";
import { CLOSE } from "../../shared/protocol.ts";
import type { SeatSnapshot } from "../cluster/checkpoint.ts";
import { absentClient } from "../framework/client.ts";
import type { MatchMaker } from "../framework/framework.ts";
import { addAbsentClients, listingOf } from "../framework/room.ts";

/**
 * To be called while the room is created, once it knows the seats itself: `onDrop` is called for each. To the framework each is a
 * client that has just dropped and whose seat is kept; so returning, giving up and counting work as after any drop.
 */
export function restoreSeats(matchMaker: MatchMaker, room: Room, seats: readonly SeatSnapshot[]): void {
  const clients = seats.map(({ sessionId, token, previous, auth }) =>
    // A client that has not confirmed its latest return may hold the token before.
    absentClient({ sessionId, reconnectionToken: token, auth, hasConfirmed: previous === undefined }),
  );
  addAbsentClients(matchMaker, room, clients, CLOSE.comeBack);
}

/** Adds the epoch of the owner to the room's listing. Call it before the room is listed. */
export function listUnder(room: Room, epoch: () => number): void {
  Object.defineProperty(listingOf(room), "epoch", { enumerable: true, get: epoch });
}

/**
 * The room moves: from now on this process leaves the listing under its id alone.
 * @returns undoes that
 */
export function unlist(room: Room): () => void {
  const listing: { roomId: string | undefined } = listingOf(room);
  listing.roomId = undefined;
  return () => {
    listing.roomId = room.roomId;
  };
}
