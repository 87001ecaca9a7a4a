/** How long a client without a connection asks for its seat before it gives up. */
import type { SimProcess } from "./process.ts";
import type { LostSeat } from "./returning.ts";
import type { SimWorld } from "./world.ts";

/** Without an answer for this long the search ends, ms. */
const GIVE_UP = 30_000;
/** Interval of the measurement, ms. */
const LOOK = 100;

/**
 * Time counts unless every process that is asked at that time is stopped, or has just woken: nothing in the
 * product could answer then, and which process a client asks is chance. Between two requests time counts.
 */
export class Patience {
  readonly #world: SimWorld;
  readonly #seat: LostSeat;
  /** The processes of the unanswered requests. */
  readonly #asked = new Set<{ readonly process: SimProcess }>();
  #left = GIVE_UP;

  constructor(world: SimWorld, seat: LostSeat) {
    this.#world = world;
    this.#seat = seat;
    this.#look();
  }

  get isOver(): boolean {
    return this.#left <= 0;
  }

  /** The client has got an answer from which it learns that it should ask again. */
  renew(): void {
    this.#left = GIVE_UP;
  }

  /** A request is sent to a process. @returns call it when the request has ended */
  asks(process: SimProcess): () => void {
    const request = { process };
    this.#asked.add(request);
    return () => void this.#asked.delete(request);
  }

  #look(): void {
    if (!this.#seat.isWanted()) return;
    const asked = [...this.#asked];
    if (asked.length === 0 || asked.some(({ process }) => process.ranSince(this.#world.now)))
      this.#left -= LOOK;
    this.#world.after(LOOK, () => this.#look());
  }
}
