/**
 * How long a Colyseus room keeps seats for absent clients (reservations.ts): only the time in which the
 * room's process could serve them counts.
 */
import type { Client, Room } from "@colyseus/core";
import { markConfirmed } from "./client.ts";
import { cancelReservation, type SeatParts, seatPartsOf } from "./reservations.ts";

/** Number of parts in which the time of a reservation, or of a kept seat, is counted. */
const CHECKS = 15;
/** A timer that is late by more than this, ms, means that the process was suspended, or starved of CPU. */
const LATE = 100;
/**
 * Longest time of a reservation, ms: a process that is always late must not keep a seat for a client that
 * never arrives.
 */
const AT_MOST = 120_000;

/**
 * Extends reservations for a first join by time in which the room's process could not serve clients. The
 * framework's timer runs on while the process is suspended, and fires before connections that arrived
 * meanwhile are read.
 */
export function countServedTime(room: Room): void {
  const parts = seatPartsOf(room);
  const reserve = parts._reserveSeat;
  parts._reserveSeat = async (session, options, auth, seconds, kept, ...others) => {
    const isReserved = await reserve.call(room, session, options, auth, seconds, kept, ...others);
    if (isReserved === true && !kept)
      expireWhenServed(parts, session, seconds ?? room.seatReservationTimeout, () => {
        cancelReservation(room, session);
        parts.resetAutoDisposeTimeout();
      });
    return isReserved;
  };
}

/**
 * Counts the time of a reservation in parts; a part in which the process was late, or did not serve, counts
 * for nothing.
 * @param serves whether a client that arrives now is admitted
 */
function expireWhenServed(
  parts: SeatParts,
  session: string,
  seconds: number,
  onExpired: () => void,
  serves: () => boolean = () => true,
): void {
  const began = performance.now();
  const part = (seconds * 1000) / CHECKS;
  const startPart = (served: number): void => {
    const due = performance.now() + part;
    clearTimeout(parts._reservedSeatTimeouts[session]);
    const timer = setTimeout(() => {
      // The framework forgets the timer of a released seat, but does not stop it.
      if (parts._reservedSeatTimeouts[session] !== timer) return;
      const now = performance.now();
      const checks = now - due < LATE && serves() ? served + 1 : served;
      if (checks < CHECKS && now - began < AT_MOST) return startPart(checks);
      onExpired();
    }, part);
    parts._reservedSeatTimeouts[session] = timer;
  };
  startPart(0);
}

/**
 * Keeps the seat of a client that has dropped, whether it had confirmed its join or not.
 * @param seconds how long; time counts only while the client could return: as in `countServedTime`, and while
 * the room `serves`
 * @param others further tokens with which it may return @param onGaveUp called when no client has returned
 * @returns a function that releases the seat at once
 */
export function keepReservation(
  room: Room,
  client: Client,
  seconds: number,
  others: readonly string[],
  onGaveUp: () => void,
  serves: () => boolean,
): () => void {
  // The framework keeps no seat for a client that drops before it has confirmed its join, nor for one that
  // drops during its reconnection: an attempt that was abandoned half-way would then cost the seat.
  markConfirmed(client);
  const { reconnectionToken } = client;
  const parts = seatPartsOf(room);
  const waiting = parts._reconnections;
  const isKept = waiting[reconnectionToken] !== undefined;
  const kept = room.allowReconnection(client, seconds);
  const entry = waiting[reconnectionToken];
  if (entry !== undefined && !isKept)
    expireWhenServed(parts, client.sessionId, seconds, () => kept.reject(false), serves);
  if (entry !== undefined) for (const token of others) waiting[token] = entry;
  const forgetOthers = (): void => {
    for (const token of others) delete waiting[token];
  };
  // Rejects when the time is over, or when the client had never arrived; both end in `onLeave`.
  kept.then(forgetOthers, () => {
    forgetOthers();
    onGaveUp();
  });
  // A room that closes keeps no seat, and returns a plain promise then.
  return () => (kept as Partial<typeof kept>).reject?.(new Error("given up"));
}
