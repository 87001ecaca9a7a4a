/** The deadline of a request for a seat, and what its player is told without one. */
import { ServerError } from "@colyseus/core";
import { after, type Clock } from "./ports.ts";

/** HTTP's "try again later"; matchmaking answers with the code as its status. */
const UNAVAILABLE = 503;

/** There is no seat now; there may be one later. The message is for the player. */
export class TryAgain extends ServerError {
  /** Seconds after which it may be asked again. */
  readonly retryAfter: number;

  constructor(message: string, retryAfter = 1) {
    super(UNAVAILABLE, message);
    this.retryAfter = retryAfter;
  }
}

export const cutOff = () => new TryAgain("matchmaking is cut off from Redis; try again in a moment");
const tooLate = () => new TryAgain("no seat was found in time; try again in a moment");
const hungUp = () => new TryAgain("the client has hung up");

/** The request that asks for a seat. */
export interface RequestOrigin {
  /** ms since the request arrived. */
  waited?: number;
  /** Aborted when the client is gone. */
  hungUp?: AbortSignal;
}

export class SeatDeadline {
  readonly #controller = new AbortController();
  readonly #ends: (() => void)[];

  /** @param patience from the arrival of the request to its answer, ms */
  constructor(clock: Clock, patience: number, asker: RequestOrigin) {
    const { waited = 0, hungUp: gone } = asker;
    const onGone = (): void => this.#controller.abort(hungUp());
    this.#ends = [after(clock, patience - waited, () => this.#controller.abort(tooLate()))];
    if (gone?.aborted) onGone();
    gone?.addEventListener("abort", onGone, { once: true });
    this.#ends.push(() => gone?.removeEventListener("abort", onGone));
  }

  /** Aborted, with a TryAgain as its reason, when the time is over or the client is gone. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isOver(): boolean {
    return this.signal.aborted;
  }

  /** Resolves or rejects as `work` does, or rejects with the signal's reason, whichever is first. To be called once. */
  async for<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    const over = Promise.withResolvers<never>();
    const onOver = (): void => over.reject(signal.reason);
    if (signal.aborted) onOver();
    signal.addEventListener("abort", onOver, { once: true });
    try {
      return await Promise.race([work, over.promise]);
    } finally {
      signal.removeEventListener("abort", onOver);
      for (const end of this.#ends) end();
    }
  }
}
