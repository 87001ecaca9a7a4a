/**
 * How a player gets back to its seat by matchmaking, as the stock SDK's `client.reconnect(token)` asks for
 * it: at whichever process it asks, the match is found, or taken over, as a question for its whereabouts
 * would do it; the room itself says where the seat is. The token is in no error and in no log.
 */
import { ErrorCode, ServerError } from "@colyseus/core";
import type { Cancellation } from "../net/cancellation.ts";
import type { Clock, Options, SeatReservation } from "./ports.ts";
import type { RoomLocation } from "./takeover.ts";

/** A room is given this long to answer, ms. */
const ANSWER = 800;
/** Time between attempts, ms: a match that has just moved may not receive requests yet. */
const RETRY_AFTER = 60;

/** The answer of a room about a token; `moving`: the room is being handed over. */
export type SeatOfToken = SeatReservation | "unknown" | "moving";

export interface ReconnectionOptions {
  where(room: string): Promise<RoomLocation>;
  /** Asks a room, wherever it is. @throws when it does not answer within `timeout` ms */
  seatOf(room: string, token: string, timeout: number): Promise<SeatOfToken>;
  clock: Clock;
}

export const createReconnection =
  ({ where, seatOf, clock }: ReconnectionOptions) =>
  /**
   * @param cancellation the search lasts until it is cancelled: see seatDeadline.ts
   * @throws ServerError; the reason of `cancellation`
   */
  async (
    room: string,
    { reconnectionToken: token }: Options,
    cancellation: Cancellation,
  ): Promise<SeatReservation> => {
    if (typeof token !== "string")
      throw new ServerError(ErrorCode.MATCHMAKE_UNHANDLED, "a reconnection needs `reconnectionToken`");
    for (;;) {
      const { state } = await where(room);
      if (state === "over")
        throw new ServerError(ErrorCode.MATCHMAKE_INVALID_ROOM_ID, "the match is over: join a new one");
      const seat =
        state === "here" ? await seatOf(room, token, ANSWER).catch(() => "moving" as const) : "moving";
      if (seat === "unknown")
        throw new ServerError(ErrorCode.MATCHMAKE_EXPIRED, "the seat was given up, or is another player's");
      if (typeof seat === "object") return seat;
      cancellation.throwIfCancelled();
      await clock.wait(RETRY_AFTER);
      cancellation.throwIfCancelled();
    }
  };
