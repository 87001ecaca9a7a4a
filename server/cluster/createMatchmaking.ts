/** Replaces the framework's matchmaking, and connects the replacement to the framework. */
import type { Redis } from "ioredis";
import type { MatchMaker } from "../framework/framework.ts";
import { askRoom, authenticate } from "../framework/matchMaker.ts";
import { listingsOf } from "../framework/peers.ts";
import type { Log } from "../ops/log.ts";
import { Matchmaking } from "./matchmaking.ts";
import { createOpening, redisOpening } from "./opening.ts";
import type { PartyStore } from "./parties.ts";
import {
  systemChance as chance,
  systemClock as clock,
  type MatchmakingHost,
  type PeerProcesses,
  type Rooms,
} from "./ports.ts";
import { createReconnection, type SeatOfToken } from "./reconnection.ts";
import type { Registry } from "./registry.ts";
import type { RoomLocation } from "./takeover.ts";

export interface MatchmakingParts {
  log: Log;
  rooms: Rooms;
  peers: PeerProcesses;
  registry: Registry;
  /** Absent for a process without a cluster. */
  redis: Redis | undefined;
  parties: PartyStore;
  /** Finds a room, or takes it over. */
  where(room: string): Promise<RoomLocation>;
}

/** @returns matchmaking that takes the place of the framework's */
export function createMatchmaking(matchMaker: MatchMaker, parts: MatchmakingParts): Matchmaking {
  const { redis, where, ...rest } = parts;
  // The framework's health checks wait 2 s for a dead process; leases detect it sooner.
  matchMaker.setHealthChecksEnabled(false);
  const matchmaking = new Matchmaking({
    ...{ ...rest, where },
    ...{ clock, chance, listings: listingsOf(matchMaker), host: hostOf(matchMaker, where) },
    opening: createOpening(chance, redis && redisOpening(redis)),
  });
  matchMaker.controller.invokeMethod = (method, name, options, context) =>
    matchmaking.seat(method, name, options ?? {}, context);
  return matchmaking;
}

const hostOf = (matchMaker: MatchMaker, where: MatchmakingParts["where"]): MatchmakingHost => ({
  requireKind: (name) => void matchMaker.getHandler(name),
  authenticate: (...asked) => authenticate(matchMaker, ...asked),
  seatOf: (room, session) => matchMaker.buildSeatReservation(room, session),
  reconnect: createReconnection({
    ...{ where, clock },
    seatOf: async (room, token, timeout) =>
      (await askRoom(matchMaker, room, "seatOf", [token], timeout)) as SeatOfToken,
  }),
});
