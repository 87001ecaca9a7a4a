/** How long the link takes there and back. Every wait for an answer of the server follows it. */

/** Measurements kept; the middle one counts, so that a single stall changes nothing. */
const KEPT = 3;

export class RoundTrip {
  #trips: number[] = [];
  /** Before, or instead of, a measurement: as long as a request has taken, ms. */
  #guess: number;

  /** @param guess ms; from the requests of the join */
  constructor(guess = 0) {
    this.#guess = guess;
  }

  /** ms, measured on this connection; 0 until known. */
  get measured(): number {
    return [...this.#trips].sort((a, b) => a - b)[this.#trips.length >> 1] ?? 0;
  }

  /** ms; what an answer has to be given at least. */
  get expected(): number {
    return Math.max(this.measured, this.#guess);
  }

  /** @param ms of a ping on this connection */
  note(ms: number): void {
    this.#trips = [...this.#trips.slice(1 - KEPT), ms];
    this.#guess = 0;
  }

  /** A request on another connection was answered, while this one is lost: the link may be slower now. @param ms it took */
  guess(ms: number): void {
    this.#guess = ms;
  }

  /** The connection is a new one, maybe over another network. @param ms that opening it took */
  restart(ms: number): void {
    this.#trips = [];
    this.#guess = ms;
  }
}
