/** The round-trip time of the link. Every timeout of the session follows it. */

/** Samples kept. Their median counts, so that a single stall changes nothing. */
const KEPT = 3;

export class RoundTrip {
  #trips: number[] = [];
  /** Estimate while there is no sample: the time a request took, ms. */
  #guess: number;
  /** The request that was answered last while the connection is lost took so long, ms. */
  #asked = Number.POSITIVE_INFINITY;

  /** @param guess ms; from the requests of the join */
  constructor(guess = 0) {
    this.#guess = guess;
  }

  /** ms, measured on this connection; 0 until known. */
  get measured(): number {
    return [...this.#trips].sort((a, b) => a - b)[this.#trips.length >> 1] ?? 0;
  }

  /** ms; the least time to wait for an answer. */
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
   * The connection is lost, and a request on another one was answered: the link may be slower now. Of two in a row the quicker
   * one counts: a process that stands still for a moment holds up one answer.
   * @param ms it took
   */
  guess(ms: number): void {
    this.#guess = Math.min(ms, this.#asked);
    this.#asked = ms;
  }

  /** The connection is new, maybe over another network. @param ms the time it took to open */
  restart(ms: number): void {
    this.#trips = [];
    this.#guess = ms;
    this.#asked = Number.POSITIVE_INFINITY;
  }
}
