/**
 * What matchmaking answers to clients that ask for their seats again (SV11): part of invariants 2, 3 and 4.
 */
import { ErrorCode } from "@colyseus/core";
import type { Owners } from "./owners.ts";
import type { SimProcess } from "./process.ts";
import type { LostSeat } from "./returning.ts";
import { GRACE } from "./seats.ts";
import type { Troubles } from "./troubles.ts";
import type { SimWorld } from "./world.ts";

/**
 * In calm a client is told within this time, ms, where its seat is, or that it is gone. After a fault of
 * Redis a room may have to be settled first (SV9), for so long.
 */
const CALM = 3000;
const SETTLING = 20_000;
/** A running process answers within this time, ms. */
const DEADLINE = 9000;
/**
 * The clocks of processes differ by less than this in `GRACE`, ms; a room gives seats up between two steps.
 */
const INEXACT = 500;

export class Returns {
  readonly #world: SimWorld;
  readonly #troubles: Troubles;
  readonly #owners: Owners;
  readonly #counts: { reconnections: number };
  readonly #broken: (text: string) => void;

  constructor(
    world: SimWorld,
    troubles: Troubles,
    owners: Owners,
    counts: { reconnections: number },
    broken: (text: string) => void,
  ) {
    this.#world = world;
    this.#troubles = troubles;
    this.#owners = owners;
    this.#counts = counts;
    this.#broken = broken;
  }

  /** A client has closed a request without an answer. */
  unanswered({ session, room }: LostSeat, process: SimProcess, started: number): void {
    this.#world.note(`${process.id} has not answered ${session}, which asks for its seat in ${room}`);
    if (process.ranSince(started))
      this.#broken(`3: a request to reconnect was not answered by ${process.id}`);
  }

  /** A client has got an answer. @param refusal absent: it got its seat */
  answered(seat: LostSeat, process: SimProcess, started: number, refusal?: string, code?: number): void {
    const { now } = this.#world;
    const took = now - started;
    const { room, session, tick, patchedAt } = seat;
    if (refusal === undefined) this.#counts.reconnections++;
    else this.#world.note(`${process.id} refuses ${session} its seat in ${room}: ${code} ${refusal}`);
    const calm = Math.max(this.#troubles.calmSince, this.#troubles.beganAt);
    const wasCalm =
      this.#troubles.isQuiet && started - calm >= CALM && started - this.#troubles.redisAt >= SETTLING;
    const isGone = code === ErrorCode.MATCHMAKE_INVALID_ROOM_ID || code === ErrorCode.MATCHMAKE_EXPIRED;
    if (wasCalm && refusal !== undefined && !isGone)
      this.#broken(`4: ${session} does not get its seat back in calm: ${refusal}`);
    if (wasCalm && took > CALM)
      this.#broken(`4: the way back of ${session} took ${Math.round(took)} ms in calm`);
    if (process.ranSince(started) && took > DEADLINE)
      this.#broken(`3: a request to reconnect took ${Math.round(took)} ms`);
    if (code !== ErrorCode.MATCHMAKE_EXPIRED || tick === 0) return;
    if (now - patchedAt < GRACE - INEXACT && !this.#owners.mayHaveLost(room, patchedAt))
      this.#broken(`2: ${session} is told that its seat in ${room} is gone`);
  }
}
