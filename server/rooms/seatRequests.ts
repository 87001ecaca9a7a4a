/**
 * What waits while the process does not know whether the match is still here (SV5): it has slept, and asks Redis, which usually answers
 * within a round trip. A refusal would send a player to another room meanwhile, or cost it its seat.
 */
import { type Clock, systemClock } from "../cluster/ports.ts";

/** ms that something waits at most. */
const PATIENCE = {
  /** A request for a seat: well within the time that matchmaking waits for an answer. */
  request: 400,
  /** The socket of a client that comes to its seat. By then the room has sent its clients away to ask (lease.ts). */
  entry: 1500,
} as const;
/** Between two looks, ms. */
const LOOK = 10;

export class SeatRequests {
  readonly #isInDoubt: () => boolean;
  readonly #clock: Clock;
  /** Session ids. */
  readonly #waiting = new Set<string>();
  /** One wait serves all clients that come meanwhile: they are many after a stall. */
  #entries: Promise<void> | undefined;

  constructor(isInDoubt: () => boolean, clock = systemClock) {
    this.#isInDoubt = isInDoubt;
    this.#clock = clock;
  }

  /** @returns false when the request was cancelled meanwhile */
  async settled(session: string): Promise<boolean> {
    if (!this.#isInDoubt()) return true;
    this.#waiting.add(session);
    await this.#wait(PATIENCE.request, () => this.#waiting.has(session));
    return this.#waiting.delete(session);
  }

  /** Resolves once it is known whether the match is here. @returns false when that takes too long */
  async decided(): Promise<boolean> {
    this.#entries ??= this.#wait(PATIENCE.entry).finally(() => {
      this.#entries = undefined;
    });
    await this.#entries;
    return !this.#isInDoubt();
  }

  /** The client does not want the seat any more. */
  cancel(session: string): void {
    this.#waiting.delete(session);
  }

  async #wait(patience: number, isWanted = () => true): Promise<void> {
    const end = this.#clock.now() + patience;
    while (this.#isInDoubt() && isWanted() && this.#clock.now() < end) await this.#clock.wait(LOOK);
  }
}
