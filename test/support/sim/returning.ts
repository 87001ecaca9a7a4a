/**
 * How clients that have lost their connection find their seats again: the game's client asks where its room
 * is, a client of the stock SDK asks matchmaking for its seat (SV11).
 */
import { ErrorCode } from "@colyseus/core";
import { request } from "./http.ts";
import { Patience } from "./patience.ts";
import type { Shared, SimProcess } from "./process.ts";

/** After this many consecutive answers "the match is over" the game's client believes it. */
const OVERS = 3;
/** At most this many further processes are asked at the same time. */
const ASKED = 3;
/**
 * A stock client closes a request without an answer after this time, ms: longer than matchmaking may take
 * (CL13).
 */
const STOCK_TIMEOUT = 9000;

/** A client without a connection. */
export interface LostSeat {
  readonly room: string;
  readonly session: string;
  /** Of the latest patch that the client received, and when it came, ms; 0: none came. */
  readonly tick: number;
  readonly patchedAt: number;
  /** Whether the client still looks for it. */
  isWanted(): boolean;
  /** Connects to the seat. @param refused called when that fails */
  enter(process: SimProcess | undefined, refused: () => void): void;
  /** The client takes the match for over. */
  giveUp(why: string): void;
  /** Only the seat is gone. */
  end(): void;
}

/**
 * @param ended called with the first answer
 * @returns a function that calls only the first of the functions it is given, and only while the seat is
 * wanted
 */
function once(
  seat: LostSeat,
  ended: () => void,
): { first(then: () => void): void; readonly isOver: boolean } {
  let isOver = false;
  return {
    first(then) {
      if (isOver || !seat.isWanted()) return;
      isOver = true;
      ended();
      then();
    },
    get isOver() {
      return isOver;
    },
  };
}

/** As the game's client does. */
export function searchAsGame({ world, witness, network }: Shared, lost: LostSeat): void {
  const patience = new Patience(world, lost);
  let overs = 0;
  /** Number of further processes that are asked now. */
  let asking = 0;
  const seek: () => void = () => {
    if (!lost.isWanted()) return;
    if (patience.isOver) return lost.giveUp("nobody knows");
    const again = (): void => world.after(world.between(150, 600), seek);
    const process = world.pick([...network.values()]);
    if (process === undefined) return again();
    const answer = once(lost, patience.asks(process));
    world.after(3500, () => answer.first(again));
    // Without an answer the next process is asked too, as in the game's client.
    world.after(300, () => {
      if (answer.isOver || !lost.isWanted() || asking >= ASKED) return;
      asking++;
      seek();
    });
    request(
      process,
      () => process.takeover.where(lost.room),
      ({ value: where }) =>
        answer.first(() => {
          if (where?.state === "over") {
            witness.located(lost.room, where);
            if (++overs < OVERS) return again();
            return lost.giveUp("the server says that the match is over");
          }
          if (where?.state !== "here") return again();
          lost.enter(network.get(where.at.address), again);
        }),
    );
  };
  seek();
}

/** As an application of the stock SDK does, which calls `client.reconnect(token)` again after a 503. */
export function reconnectAsStock({ world, witness, network }: Shared, lost: LostSeat): void {
  const patience = new Patience(world, lost);
  const attempt: () => void = () => {
    if (!lost.isWanted()) return;
    if (patience.isOver) return lost.giveUp("no process answers its request to reconnect");
    const again = (): void => world.after(world.between(150, 600), attempt);
    const process = world.pick([...network.values()]);
    if (process === undefined) return again();
    const started = world.now;
    const answer = once(lost, patience.asks(process));
    world.after(STOCK_TIMEOUT, () =>
      answer.first(() => {
        witness.returns.unanswered(lost, process, started);
        again();
      }),
    );
    request(
      process,
      () => process.matchmaking.seat("reconnect", lost.room, { reconnectionToken: lost.session }),
      ({ value, error = "", code }) =>
        answer.first(() => {
          if (error === "gone") return again();
          patience.renew();
          witness.returns.answered(lost, process, started, value === undefined ? error : undefined, code);
          if (code === ErrorCode.MATCHMAKE_EXPIRED) return lost.end();
          if (code === ErrorCode.MATCHMAKE_INVALID_ROOM_ID) return lost.giveUp(error);
          if (value === undefined) return world.after(world.between(900, 1100), attempt);
          const { processId } = value as unknown as { processId: string };
          lost.enter(network.get(`${processId}:1`), again);
        }),
    );
  };
  attempt();
}
