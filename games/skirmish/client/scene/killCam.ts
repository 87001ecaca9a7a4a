/** Whom the camera follows: the own ship; after its end the wreck for a moment, then the ship that did it. */
import type { DrawnShip, ShipSession } from "../session/skirmish.ts";

/** Time to see what happened, ms. */
const MOMENT = 700;

export class KillCam {
  private killer: string | undefined;
  private turnAt = Number.POSITIVE_INFINITY;

  /** The own ship is destroyed. @param now ms, as given to `subject` */
  mourn(session: ShipSession, killer: string, now: number): void {
    this.killer = killer === "" || killer === session.key ? undefined : killer;
    this.turnAt = now + MOMENT;
    // What is around the other is there when the camera turns.
    if (this.killer !== undefined) session.spectate(this.killer);
  }

  /** @returns undefined to look on where it looks. @param now ms */
  subject(session: ShipSession, now: number): DrawnShip | undefined {
    const own = session.own();
    if (own?.alive) {
      this.killer = undefined;
      return own;
    }
    if (this.killer === undefined || now < this.turnAt) return undefined;
    for (const ship of session.entities()) if (ship.key === this.killer && ship.alive) return ship;
    return undefined;
  }
}
