/**
 * Requests that wait while the process is unsure whether it still owns the match (SV5): the process was
 * suspended and asks Redis, which usually answers within a round trip. A refusal would send a player to
 * another room meanwhile, or cost the player its seat.
 */
import { type Clock, systemClock } from "../cluster/ports.ts";

/** Longest waits, ms. */
const TIMEOUT = {
  /** A request for a seat: well below the time that matchmaking waits for an answer. */
  request: 400,
  /**
   * The socket of a client with a seat, and the end of the process. By then the room has told its clients to
   * ask where the match is (lease.ts).
   */
  entry: 1500,
} as const;
/** Interval of the checks, ms. */
const CHECK_EVERY = 10;

export class SeatRequests {
  readonly #isInDoubt: () => boolean;
  readonly #clock: Clock;
  /** Session ids. */
  readonly #waiting = new Set<string>();
  /** One wait serves all clients that arrive meanwhile: there are many after a stall. */
  #entries: Promise<void> | undefined;

  constructor(isInDoubt: () => boolean, clock = systemClock) {
    this.#isInDoubt = isInDoubt;
    this.#clock = clock;
  }

  /** @returns false when the request was cancelled meanwhile */
  async settled(session: string): Promise<boolean> {
    if (!this.#isInDoubt()) return true;
    this.#waiting.add(session);
    await this.#wait(TIMEOUT.request, () => this.#waiting.has(session));
    return this.#waiting.delete(session);
  }

  /** Resolves once this process knows whether it owns the match. @returns false when that takes too long */
  async decided(): Promise<boolean> {
    this.#entries ??= this.#wait(TIMEOUT.entry).finally(() => {
      this.#entries = undefined;
    });
    await this.#entries;
    return !this.#isInDoubt();
  }

  /** The client no longer wants the seat. */
  cancel(session: string): void {
    this.#waiting.delete(session);
  }

  async #wait(timeout: number, isWanted = () => true): Promise<void> {
    const end = this.#clock.now() + timeout;
    while (this.#isInDoubt() && isWanted() && this.#clock.now() < end) await this.#clock.wait(CHECK_EVERY);
  }
}
