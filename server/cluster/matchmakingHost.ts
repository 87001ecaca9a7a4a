/** Matchmaking's view of the rooms that are defined, and of seats in them. */
import type { MatchMaker } from "../framework/framework.ts";
import { askRoom, authenticate } from "../framework/matchMaker.ts";
import type { MatchmakingHost } from "./matchmaking.ts";
import { systemClock } from "./ports.ts";
import { createReconnection, type SeatOfToken } from "./reconnection.ts";
import type { RoomLocation } from "./takeover.ts";

/** @param where finds a room, or takes it over */
export const matchmakingHost = (
  matchMaker: MatchMaker,
  where: (room: string) => Promise<RoomLocation>,
): MatchmakingHost => ({
  requireKind: (name) => void matchMaker.getHandler(name),
  authenticate: (...asked) => authenticate(matchMaker, ...asked),
  seatOf: (room, session) => matchMaker.buildSeatReservation(room, session),
  reconnect: createReconnection({
    where,
    seatOf: async (room, token, patience) =>
      (await askRoom(matchMaker, room, "seatOf", [token], patience)) as SeatOfToken,
    clock: systemClock,
  }),
});
