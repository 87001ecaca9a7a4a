/** Implements the ports of server/cluster/ports.ts with Colyseus and HTTP. */
import { setTimeout as wait } from "node:timers/promises";
import { requestFromIPC } from "@colyseus/core";
import { isPartyRefusal } from "../../shared/party.ts";
import {
  EPOCH_HEADER,
  type Listings,
  type LocateReply,
  type PeerProcesses,
  type Rooms,
  type SeatAnswer,
} from "../cluster/ports.ts";
import type { MatchMaker } from "./framework.ts";
import { HEALTH_CHECK, processChannel } from "./ipc.ts";
import { askRoom } from "./matchMaker.ts";

/** Longest wait for a cancellation, whose answer is not needed, ms. */
const CANCELLED = 500;
/** Errors of this process or its network, which say nothing about another process. */
const LOCAL_FAULTS: ReadonlySet<unknown> = new Set([
  ...["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EADDRNOTAVAIL", "ENETDOWN", "ENETUNREACH"],
]);
/** Pause between attempts to reach another process, ms. */
const PROBE_AGAIN = 50;
/** Steps in which `RunningTimeout` counts, ms. */
const TIMEOUT_STEP = 50;

/**
 * Ends a question to another process after so many ms in which this process ran. While it was stopped, or got
 * no CPU, the answer may have arrived; a plain timeout would end the question before that answer is read.
 */
class RunningTimeout implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(ms: number) {
    let left = ms;
    this.#timer = setInterval(() => {
      left -= TIMEOUT_STEP;
      if (left <= 0) this.#controller.abort();
    }, TIMEOUT_STEP);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** The system's error code of a failed connection; the first one of several addresses. */
function faultOf(error: unknown): unknown {
  const { cause } = error as { cause?: { code?: string; errors?: { code?: string }[] } };
  return cause?.code ?? cause?.errors?.[0]?.code;
}

export const peersThrough = (matchMaker: MatchMaker): PeerProcesses => ({
  // The framework's own request to create a room.
  openRoom: (process, name, options, room, timeout) =>
    requestFromIPC(
      matchMaker.presence,
      processChannel(process),
      undefined,
      [name, options, undefined, room],
      timeout,
    ),
  async reserveSeat(room, session, options, auth, timeout) {
    return seatAnswer(await askRoom(matchMaker, room, "_reserveSeat", [session, options, auth], timeout));
  },
  cancelSeat(room, session) {
    askRoom(matchMaker, room, "cancelSeat", [session], CANCELLED).catch(() => {});
  },
  async hasSeat(room, timeout) {
    return (await askRoom(matchMaker, room, "hasReachedMaxClients", [], timeout)) === false;
  },
  answers: (process, timeout) =>
    requestFromIPC(matchMaker.presence, processChannel(process), HEALTH_CHECK, [], timeout).then(
      () => true,
      () => false,
    ),
  async hasRoom(address, room, timeout) {
    using limit = new RunningTimeout(timeout);
    const { signal } = limit;
    while (!signal.aborted)
      try {
        const answer = await fetch(`http://${address}/api/rooms/${room}/here`, { signal });
        const epoch = Number(answer.headers.get(EPOCH_HEADER) ?? 0);
        if (answer.ok) return { process: await answer.text(), epoch };
        if (answer.status === 404) return { epoch };
        // Asked too often, or too busy: it may have the room.
        await answer.body?.cancel();
        await wait(PROBE_AGAIN);
      } catch (error) {
        const code = faultOf(error);
        if (code === "ECONNREFUSED") return { epoch: 0 };
        if (LOCAL_FAULTS.has(code)) throw error;
        // Disconnected, for example by a process without free file descriptors: it may be up.
        if (!signal.aborted) await wait(PROBE_AGAIN);
      }
    return undefined;
  },
  async locate(address, room, timeout) {
    using limit = new RunningTimeout(timeout);
    try {
      const { signal } = limit;
      const answer = await fetch(`http://${address}/api/rooms/${room}/where?for=process`, { signal });
      const located = (await answer.json()) as LocateReply;
      if (located.unplayable) return "unplayable";
      return answer.ok ? { id: located.process!, address, public: located.address! } : undefined;
    } catch {
      return undefined;
    }
  },
});

/** The room may be in a process of another version. */
function seatAnswer(answer: unknown): SeatAnswer {
  if (typeof answer !== "object") return answer === true;
  const { botRefused, partyRefused } = (answer ?? {}) as { botRefused?: unknown; partyRefused?: unknown };
  if (isPartyRefusal(partyRefused)) return { partyRefused };
  return typeof botRefused === "string" ? { botRefused } : false;
}

export const listingsOf = (matchMaker: MatchMaker): Listings => ({
  openRooms: (name) => matchMaker.query({ name, locked: false, private: false }, { clients: -1 }),
  find: async (room) => (await matchMaker.driver.findOne({ roomId: room })) ?? undefined,
});

/** @param has whether a match is here and not about to migrate, as far as is known */
export const roomsOf = (matchMaker: MatchMaker, has: Rooms["has"]): Rooms => ({
  get process() {
    return matchMaker.processId;
  },
  plays: (name) => Object.hasOwn(matchMaker.getAllHandlers(), name),
  has,
  open: (name, options, room) => matchMaker.handleCreateRoom(name, options, undefined, room),
});
