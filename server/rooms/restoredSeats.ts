/**
 * Seats of a match that came here from another process. To the framework each is a client that has just dropped and whose
 * seat is kept; so returning, giving up and counting work as after any drop.
 */
import { EventEmitter } from "node:events";
import { type Client, ClientState, type IRoomCache, matchMaker, type Room } from "@colyseus/core";
import { CLOSE } from "../../shared/protocol.ts";
import type { SeatImage } from "../cluster/checkpoint.ts";

interface Inner {
  _onLeave(client: Client, code: number): Promise<void>;
  _listing: IRoomCache;
}

/** To be called while the room is created, once it knows the seats itself: `onDrop` is called for each. */
export function restoreSeats(room: Room, seats: readonly SeatImage[]): void {
  const inner = room as unknown as Inner;
  for (const { sessionId, token, previous, auth } of seats) {
    const gone = Object.assign(new EventEmitter(), {
      sessionId,
      reconnectionToken: token,
      auth,
      state: ClientState.JOINED as ClientState,
      ref: new EventEmitter(),
      // As of one that has not confirmed its latest return, while that is not known.
      _enqueuedMessages: previous === undefined ? undefined : [],
    });
    room.clients.push(gone as unknown as Client);
    void inner._onLeave(gone as unknown as Client, CLOSE.comeBack);
  }
  inner._listing.clients = seats.length;
  // Locks the room when it is full.
  void room.setMatchmaking({ maxClients: room.maxClients });
  matchMaker.stats.local.ccu += seats.length;
}

/** Whatever is listed of the room says under which epoch it is owned. To be called before it is listed. */
export function listUnder(room: Room, epoch: () => number): void {
  const { _listing: listing } = room as unknown as Inner;
  Object.defineProperty(listing, "epoch", { enumerable: true, get: epoch });
}

/**
 * The room goes on elsewhere: what is listed under its id is not this process's any more, and is left alone.
 * @returns takes that back
 */
export function unlist(room: Room): () => void {
  const { _listing: listing } = room as unknown as { _listing: { roomId: string | undefined } };
  listing.roomId = undefined;
  return () => {
    listing.roomId = room.roomId;
  };
}
