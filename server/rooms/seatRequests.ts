/**
 * Requests for seats while the process does not know whether the match is still here (SV5): it has slept, and asks Redis, which usually
 * answers within a round trip. A refusal would send the player to another room meanwhile.
 */
import { type Clock, systemClock } from "../cluster/ports.ts";

/** A request waits at most so long, ms: well within the time that matchmaking waits for an answer. */
const PATIENCE = 400;
/** Between two looks, ms. */
const LOOK = 10;

export class SeatRequests {
  readonly #isInDoubt: () => boolean;
  readonly #clock: Clock;
  /** Session ids. */
  readonly #waiting = new Set<string>();

  constructor(isInDoubt: () => boolean, clock = systemClock) {
    this.#isInDoubt = isInDoubt;
    this.#clock = clock;
  }

  /** @returns false when the request was cancelled meanwhile */
  async settled(session: string): Promise<boolean> {
    if (!this.#isInDoubt()) return true;
    this.#waiting.add(session);
    const end = this.#clock.now() + PATIENCE;
    while (this.#isInDoubt() && this.#waiting.has(session) && this.#clock.now() < end)
      await this.#clock.wait(LOOK);
    return this.#waiting.delete(session);
  }

  /** The client does not want the seat any more. */
  cancel(session: string): void {
    this.#waiting.delete(session);
  }
}
