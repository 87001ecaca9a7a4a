/** Computes when the bytes of one direction of a connection arrive. Pure: the caller passes the time. */
import { between, type Random, random, seeded } from "../../../shared/maths/random.ts";
import type { LinkProfile } from "./profiles.ts";

/** Totals of one direction. */
export interface Tally {
  bytes: number;
  /**
   * A chunk is the result of one read of a socket; the end of a connection counts as a chunk without bytes.
   */
  chunks: number;
  /** Lost chunks; a chunk whose retransmission is lost as well counts twice. */
  stalls: number;
  /** Chunks that waited for the end of an outage. */
  outages: number;
}

export const emptyTally = (): Tally => ({ bytes: 0, chunks: 0, stalls: 0, outages: 0 });

/**
 * Identifies a direction of a connection. The same place gives the same delays, whatever else the link
 * carries.
 */
export interface Place {
  /** Seed of the link. */
  seed: number;
  /** Connections are numbered as they are opened, from 0. */
  connection: number;
  way: "up" | "down";
}

/** Most losses of one chunk in a row; then it arrives. */
const MOST_LOSSES = 6;

export class DelayLine {
  readonly #profile: LinkProfile;
  readonly #tally: Tally;
  readonly #chances: Random;
  readonly #outages: Random;
  #outageFrom: number;
  /** Time until which earlier chunks use the bandwidth, ms. */
  #busyUntil = Number.NEGATIVE_INFINITY;
  #lastDue = Number.NEGATIVE_INFINITY;

  /**
   * @param openedAt when the connection opened, ms on the clock of `push`
   * @param tally totals to add to
   */
  constructor(profile: LinkProfile, place: Place, openedAt: number, tally = emptyTally()) {
    this.#profile = profile;
    this.#tally = tally;
    this.#chances = stream(place.seed, place.connection, place.way === "up" ? 1 : 2);
    // Both directions have the same outages, as with one radio.
    this.#outages = stream(place.seed, place.connection, 0);
    this.#outageFrom = openedAt + this.#untilOutage();
  }

  /**
   * @param now ms; must not decrease
   * @param size bytes
   * @returns when the chunk arrives, ms; never earlier than the previous chunk
   */
  push(now: number, size: number): number {
    const { delayMs, jitterMs, bytesPerSecond } = this.#profile;
    this.#tally.bytes += size;
    this.#tally.chunks++;
    this.#busyUntil = Math.max(now, this.#busyUntil) + (size * 1000) / bytesPerSecond;
    const delay = Math.max(0, delayMs + between(this.#chances, -jitterMs, jitterMs));
    const arrives = this.#busyUntil + delay + this.#stall();
    this.#lastDue = this.#afterOutage(Math.max(this.#lastDue, arrives));
    return this.#lastDue;
  }

  #stall(): number {
    const { stallChance, stallMs } = this.#profile;
    let total = 0;
    for (let losses = 0; losses < MOST_LOSSES && random(this.#chances) < stallChance; losses++) {
      total += stallMs * 2 ** losses;
      this.#tally.stalls++;
    }
    return total;
  }

  #afterOutage(due: number): number {
    const { outageMs } = this.#profile;
    while (this.#outageFrom + outageMs <= due) this.#outageFrom += outageMs + this.#untilOutage();
    if (due < this.#outageFrom) return due;
    this.#tally.outages++;
    return this.#outageFrom + outageMs;
  }

  #untilOutage(): number {
    const { outageEveryMs } = this.#profile;
    const share = -Math.log(1 - random(this.#outages));
    return outageEveryMs === Number.POSITIVE_INFINITY ? outageEveryMs : outageEveryMs * share;
  }
}

/** @returns an independent generator for each list of numbers */
const stream = (...numbers: number[]): Random =>
  numbers.reduce((from, number) => {
    const mixed = seeded(from.state ^ Math.imul(number + 1, 0x9e3779b1));
    return seeded(random(mixed) * 2 ** 32);
  }, seeded(0));
