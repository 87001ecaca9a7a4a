/**
 * The seats that a Colyseus room keeps for absent clients (src/Room.ts of core): reserved seats that were not
 * claimed yet, and seats of dropped clients that may return.
 */
import { setTimeout as wait } from "node:timers/promises";
import { Room } from "@colyseus/core";
import type { SeatAnswer } from "../cluster/ports.ts";
import type { Inside } from "./members.ts";
import { listingOf } from "./room.ts";

/** `kept`: reserved for a client that has dropped; otherwise for a first join. */
type Reservation = [options: unknown, auth: unknown, taken: boolean, kept: boolean];

export interface SeatParts {
  _reservedSeats: { [session: string]: Reservation };
  _reservedSeatTimeouts: { [session: string]: NodeJS.Timeout };
  /** Clients that may return, by reconnection token. */
  _reconnections: { [token: string]: unknown };
  /** Keeps an empty room open until the latest reservation expires. */
  _autoDisposeTimeout: NodeJS.Timeout | undefined;
  _reserveSeat(
    session: string,
    options: unknown,
    auth: unknown,
    seconds?: number,
    kept?: boolean,
    ...others: unknown[]
  ): Promise<SeatAnswer>;
  /** Closes the room in a moment if it is empty then. */
  resetAutoDisposeTimeout(): void;
}

/** @returns the private members of a room that this adapter reads */
export const seatPartsOf = (room: Room): SeatParts => room as unknown as SeatParts;

/** @returns number of reserved seats, of either kind */
export const reservationsIn = (room: Room): number => Object.keys(seatPartsOf(room)._reservedSeats).length;

/** @returns session ids with a reservation for a first join */
const expectedIn = (room: Room): string[] =>
  Object.entries(seatPartsOf(room)._reservedSeats).flatMap(([session, [, , , kept]]) =>
    kept ? [] : [session],
  );

/** @returns what the seats of clients that are expected for the first time were reserved with */
export const expectedAuths = (room: Room): unknown[] =>
  Object.values(seatPartsOf(room)._reservedSeats).flatMap(([, auth, , kept]) => (kept ? [] : [auth]));

/** Resolves once all reservations for a first join were claimed. @param timeout longest time, ms */
export async function arrivals(room: Room, timeout: number): Promise<void> {
  const end = performance.now() + timeout;
  while (expectedIn(room).length > 0 && performance.now() < end) await wait(20);
}

/** @returns the data of a reservation; undefined when the seat is not reserved */
export const reservedAuth = (room: Room, session: string): unknown =>
  seatPartsOf(room)._reservedSeats[session]?.[1];

/** The state of a client's seat, for the log. */
export type SeatState = "not reserved" | "reserved" | "claimed" | "kept";

/** @returns what the framework knows about the seat of a client, connected or not */
export function seatStateOf(room: Room, session: string): SeatState {
  const reservation = seatPartsOf(room)._reservedSeats[session];
  if (reservation === undefined) return room.clients.getById(session) ? "claimed" : "not reserved";
  const [, , taken, kept] = reservation;
  return kept ? "kept" : taken ? "claimed" : "reserved";
}

/** Releases a seat that was reserved for a first join. Without effect once it was claimed. */
export function cancelReservation(room: Room, session: string): void {
  const parts = seatPartsOf(room);
  const [, , taken, kept] = parts._reservedSeats[session] ?? [];
  if (taken !== false || kept) return;
  forget(parts, session);
  listingOf(room).clients--;
  // The room has a free seat, and is listed accordingly even while it admits nobody for a moment.
  void room.setMatchmaking({ locked: false });
}

/**
 * Cancels all reservations for a first join, so that they no longer keep the room open. Its listing does not
 * change.
 */
export function cancelReservations(room: Room): void {
  const parts = seatPartsOf(room);
  for (const session of expectedIn(room)) forget(parts, session);
  clearTimeout(parts._autoDisposeTimeout);
  parts._autoDisposeTimeout = undefined;
}

/**
 * Asks before each reservation for a first join.
 * @param settled resolves once the room can decide; false: the request is refused
 * @param mayReserve decides, in the same step of the event loop as the reservation is made: no other request
 * comes in between
 */
export function askBeforeReserving(
  room: Room,
  settled: (session: string) => Promise<boolean>,
  mayReserve: (auth: unknown) => SeatAnswer,
): void {
  const parts = seatPartsOf(room);
  const reserve = parts._reserveSeat;
  parts._reserveSeat = async (session, options, auth, seconds, kept, ...others) => {
    if (!kept) {
      if (!(await settled(session))) return false;
      const answer = mayReserve(auth);
      if (answer !== true) return answer;
    }
    return await reserve.call(room, session, options, auth, seconds, kept, ...others);
  };
}

function forget(
  { _reservedSeats: seats, _reservedSeatTimeouts: timeouts }: SeatParts,
  session: string,
): void {
  clearTimeout(timeouts[session]);
  delete timeouts[session];
  delete seats[session];
}

export function reservationInsides(): Inside[] {
  const probe = new Room();
  const parts = seatPartsOf(probe);
  void parts._reserveSeat?.("session", "options", "auth", 1, true);
  const [options, auth, taken, kept] = parts._reservedSeats?.session ?? [];
  const at = { package: "@colyseus/core", adapter: "reservations.ts" } as const;
  return [
    {
      ...{ ...at, object: "Room", value: probe },
      members: {
        _reservedSeats: "object",
        _reservedSeatTimeouts: "object",
        _reconnections: "object",
        _reserveSeat: "function",
        resetAutoDisposeTimeout: "function",
        allowReconnection: "function",
        setMatchmaking: "function",
      },
    },
    { ...{ ...at, object: "class Room", value: Room }, members: { _autoDisposeTimeout: "named" } },
    {
      ...{ ...at, object: "an entry of Room._reservedSeats", value: { options, auth, taken, kept } },
      members: { options: "string", auth: "string", taken: "boolean", kept: "boolean" },
    },
  ];
}
