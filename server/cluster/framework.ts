/** The ports of ports.ts as the framework and HTTP provide them. */
import { setTimeout as wait } from "node:timers/promises";
import { type AuthContext, ErrorCode, matchMaker, requestFromIPC, ServerError } from "@colyseus/core";
import type { MatchmakingHost } from "./matchmaking.ts";
import { type Listings, type Options, type Peers, systemClock } from "./ports.ts";
import { createReconnection, type SeatOfToken } from "./reconnection.ts";
import type { Where } from "./takeover.ts";

/** Nobody waits for the answer, ms. */
const CANCELLED = 500;
/** Faults of this process or its network, which say nothing of another. */
const LOCAL_FAULTS: ReadonlySet<unknown> = new Set([
  ...["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EADDRNOTAVAIL", "ENETDOWN", "ENETUNREACH"],
]);
/** Between attempts to reach another process, ms. */
const PROBE_AGAIN = 50;
/** What the system says is wrong with a connection, of several addresses the first. */
function faultOf(error: unknown): unknown {
  const { cause } = error as { cause?: { code?: string; errors?: { code?: string }[] } };
  return cause?.code ?? cause?.errors?.[0]?.code;
}

export const peers: Peers = {
  // The framework's own request to create a room.
  openRoom: (process, name, options, room, patience) =>
    requestFromIPC(
      matchMaker.presence,
      `p:${process}`,
      undefined,
      [name, options, undefined, room],
      patience,
    ),
  async reserveSeat(room, session, options, auth, patience) {
    return (await askRoom(room, "_reserveSeat", [session, options, auth], patience)) === true;
  },
  cancelSeat(room, session) {
    askRoom(room, "cancelSeat", [session], CANCELLED).catch(() => {});
  },
  async hasSeat(room, patience) {
    return (await askRoom(room, "hasReachedMaxClients", [], patience)) === false;
  },
  answers: (process, patience) =>
    requestFromIPC(matchMaker.presence, `p:${process}`, "healthcheck", [], patience).then(
      () => true,
      () => false,
    ),
  async hasRoom(address, room, patience) {
    const signal = AbortSignal.timeout(patience);
    while (!signal.aborted)
      try {
        const answer = await fetch(`http://${address}/api/rooms/${room}/here`, { signal });
        return answer.ok ? await answer.text() : undefined;
      } catch (error) {
        const code = faultOf(error);
        if (code === "ECONNREFUSED") return undefined;
        if (LOCAL_FAULTS.has(code)) throw error;
        // Cut off, as by a process that is out of file descriptors: it may live.
        if (!signal.aborted) await wait(PROBE_AGAIN);
      }
    return undefined;
  },
};

/**
 * Calls a method of a room. (The framework's `remoteRoomCall` does not tell a room that nobody hears for from one that is
 * slow, and repeats the arguments in its error.)
 */
async function askRoom(id: string, method: string, args: unknown[], patience: number): Promise<unknown> {
  const room = matchMaker.getLocalRoomById(id) as unknown as { [name: string]: unknown } | undefined;
  if (room === undefined) return await requestFromIPC(matchMaker.presence, `$${id}`, method, args, patience);
  return await (room[method] as (...args: unknown[]) => unknown).apply(room, args);
}

export const listings: Listings = {
  openRooms: (name) => matchMaker.query({ name, locked: false, private: false }, { clients: -1 }),
  find: async (room) => (await matchMaker.driver.findOne({ roomId: room })) ?? undefined,
};

export const openRoom = (name: string, options: Options, room: string) =>
  matchMaker.handleCreateRoom(name, options, undefined, room);

/** @param where finds a room, or takes it over */
export const matchmakingHost = (where: (room: string) => Promise<Where>): MatchmakingHost => ({
  requireKind: (name) => void matchMaker.getHandler(name),
  authenticate,
  seatOf: (room, session) => matchMaker.buildSeatReservation(room, session),
  reconnect: createReconnection({
    where,
    seatOf: async (room, token, patience) =>
      (await askRoom(room, "seatOf", [token], patience)) as SeatOfToken,
    clock: systemClock,
  }),
});

/** As the framework does: false and nothing are refusals, true tells nothing more. */
async function authenticate(name: string, options: Options, context?: AuthContext): Promise<unknown> {
  const { klass } = matchMaker.getHandler(name);
  const { onAuth } = klass as unknown as { onAuth?: (...args: unknown[]) => unknown };
  if (onAuth === undefined || context === undefined) return undefined;
  const result = await onAuth.call(klass, context.token, options, context);
  if (result === false || result === null || result === undefined)
    throw new ServerError(ErrorCode.AUTH_FAILED, "not allowed in");
  return result === true ? undefined : result;
}
