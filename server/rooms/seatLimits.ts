/** Limits the seats that one player, and one client network, may hold in all rooms of a server. */
import { SEAT } from "../../shared/limits.ts";
import { idOf } from "../net/joinIdentity.ts";
import { CONCURRENT, ConcurrencyLimit } from "../net/limits.ts";
import type { Seat } from "./seats.ts";

export class SeatLimits {
  /** Seats of each player with an identity. */
  readonly #held = new ConcurrencyLimit(CONCURRENT.seats);
  /** Seats of each client network that are kept for absent players. */
  readonly #away = new ConcurrencyLimit(CONCURRENT.away);

  /**
   * @param auth the player's identity
   * @param limits how many times the limit applies
   * @returns false when there are too many seats
   */
  hold(auth: unknown, limits = 1): boolean {
    const id = idOf(auth);
    return id === undefined || this.#held.take(id, limits);
  }

  release({ auth }: Pick<Seat, "auth">): void {
    const id = idOf(auth);
    if (id !== undefined) this.#held.release(id);
  }

  /** The player has dropped. @returns how long its seat is kept, s */
  holdAway(seat: Seat): number {
    // A migration is no drop: it must not shorten how long the seat is kept.
    const hasPlayed = seat.flown >= SEAT.played || seat.moved?.counted === false;
    if (!hasPlayed) return SEAT.shortGraceSeconds;
    this.releaseAway(seat);
    // Of a match that has just migrated here the client networks are not known, because Redis keeps no addresses.
    // What the previous owner has decided still holds.
    if (seat.network === "") return seat.isHeld === false ? SEAT.shortGraceSeconds : SEAT.graceSeconds;
    seat.isHeld = this.#away.take(seat.network, seat.share);
    return seat.isHeld ? SEAT.graceSeconds : SEAT.shortGraceSeconds;
  }

  /** The player has returned, or its seat is gone. */
  releaseAway(seat: Seat): void {
    if (!seat.isHeld) return;
    seat.isHeld = false;
    this.#away.release(seat.network);
  }
}
