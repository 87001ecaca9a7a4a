/** Seats that were promised to players who have not come yet. The framework keeps each for 15 s, and the room open with it. */
import { setTimeout as wait } from "node:timers/promises";
import type { IRoomCache, Room } from "@colyseus/core";

/** The framework's books of seats: those of players who dropped are kept, the others are promised. */
interface Books {
  _reservedSeats: { [session: string]: [options: unknown, auth: unknown, taken: boolean, kept: boolean] };
  _reservedSeatTimeouts: { [session: string]: NodeJS.Timeout };
  _listing: IRoomCache;
  /** Keeps an empty room open for as long as the latest promise holds. */
  _autoDisposeTimeout: NodeJS.Timeout | undefined;
}

const booksOf = (room: Room): Books => room as unknown as Books;
const promised = (room: Room): string[] =>
  Object.entries(booksOf(room)._reservedSeats).flatMap(([session, [, , , kept]]) => (kept ? [] : [session]));

/** Resolves once everybody who was promised a seat has come. @param patience or after that long, ms */
export async function arrivals(room: Room, patience: number): Promise<void> {
  const end = performance.now() + patience;
  while (promised(room).length > 0 && performance.now() < end) await wait(20);
}

/** Nobody will come to that seat: somebody else may have it. */
export function cancelSeat(room: Room, session: string): void {
  const { _reservedSeats: seats, _reservedSeatTimeouts: timeouts } = booksOf(room);
  const [, , taken, kept] = seats[session] ?? [];
  if (taken !== false || kept) return;
  clearTimeout(timeouts[session]);
  delete timeouts[session];
  delete seats[session];
  booksOf(room)._listing.clients--;
  // Unlocks the room when it was full, and lists it.
  void room.setMatchmaking({ maxClients: room.maxClients });
}

/** Nobody will come to these any more: they must not keep a room open that lives elsewhere. */
export function breakPromises(room: Room): void {
  const books = booksOf(room);
  const { _reservedSeats: seats, _reservedSeatTimeouts: timeouts } = books;
  for (const session of promised(room)) {
    clearTimeout(timeouts[session]);
    delete timeouts[session];
    delete seats[session];
  }
  clearTimeout(books._autoDisposeTimeout);
  books._autoDisposeTimeout = undefined;
}
