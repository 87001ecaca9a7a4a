/** The round-trip time of the link. Every timeout of the session follows it. */

/** Samples kept. Their median counts, so that a single stall changes nothing. */
const KEPT = 3;

export class RoundTrip {
  #trips: number[] = [];
  /** Estimate while there is no sample: the time a request took, ms. */
  #guess: number;
  /** How long the latest request took that was answered while the connection was lost, ms. */
  #asked = Number.POSITIVE_INFINITY;

  /** @param guess ms; from the requests of the join */
  constructor(guess = 0) {
    this.#guess = guess;
  }

  /** Measured on this connection, ms; 0 until known. */
  get measured(): number {
    return [...this.#trips].sort((a, b) => a - b)[this.#trips.length >> 1] ?? 0;
  }

  /** The shortest time to wait for an answer, ms. */
  get expected(): number {
    return Math.max(this.measured, this.#guess);
  }

  /** @param ms of a ping on this connection */
  note(ms: number): void {
    this.#trips = [...this.#trips.slice(1 - KEPT), ms];
    this.#guess = 0;
    this.#asked = Number.POSITIVE_INFINITY;
  }

  /**
   * A request on another connection was answered while this one is lost: the link may be slower now. The
   * quicker of two successive answers counts, because a process that stalls for a moment delays one answer.
   * @param ms how long the request took
   */
  guess(ms: number): void {
    this.#guess = Math.min(ms, this.#asked);
    this.#asked = ms;
  }

  /** The connection is new, maybe over another network. @param ms how long it took to open */
  restart(ms: number): void {
    this.#trips = [];
    this.#guess = ms;
    this.#asked = Number.POSITIVE_INFINITY;
  }
}
