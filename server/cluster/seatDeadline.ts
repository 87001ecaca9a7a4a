/** The deadline of a request for a seat, and the error for a player that gets none. */
import { ServerError } from "@colyseus/core";
import { Cancellation } from "../net/cancellation.ts";
import type { RequestOrigin } from "../net/seatRoute.ts";
import { after, type Clock } from "./ports.ts";

/** HTTP's "try again later"; matchmaking answers with the code as its status. */
const UNAVAILABLE = 503;

/** No seat is available now, but one may be later. The message is for the player. */
export class TryAgain extends ServerError {
  /** Time after which the client may ask again, s. */
  readonly retryAfter: number;

  constructor(message: string, retryAfter = 1) {
    super(UNAVAILABLE, message);
    this.retryAfter = retryAfter;
  }
}

export const cutOff = () => new TryAgain("matchmaking is cut off from Redis; try again in a moment");
const tooLate = () => new TryAgain("no seat was found in time; try again in a moment");
const hungUp = () => new TryAgain("the client has hung up");

export class SeatDeadline {
  /** Cancelled, with a TryAgain as its reason, when the time is over or the client is gone. */
  readonly cancellation = new Cancellation();
  readonly #stopTimer: () => void;
  readonly #forgetClient: (() => void) | undefined;

  /** @param timeout from the arrival of the request to its answer, ms */
  constructor(clock: Clock, timeout: number, { waited = 0, hungUp: gone }: RequestOrigin) {
    this.#stopTimer = after(clock, timeout - waited, () => this.cancellation.cancel(tooLate()));
    this.#forgetClient = gone?.onCancel(() => this.cancellation.cancel(hungUp()));
  }

  get isOver(): boolean {
    return this.cancellation.reason !== undefined;
  }

  /**
   * Resolves or rejects as `work` does, or rejects with the reason of the cancellation, whichever is first.
   * To be called once.
   */
  async for<T>(work: Promise<T>): Promise<T> {
    try {
      return await new Promise<T>((resolve, reject) => {
        this.cancellation.onCancel(reject);
        work.then(resolve, reject);
      });
    } finally {
      this.#stopTimer();
      this.#forgetClient?.();
    }
  }
}
