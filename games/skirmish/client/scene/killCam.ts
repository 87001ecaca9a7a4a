/**
 * Chooses the ship that the camera follows: the own ship; after its death for a moment none, then the killer.
 */
import type { DrawnShip, ShipSession } from "../session/skirmish.ts";

/** The camera stays at the place of the death for this long, ms. */
const MOMENT = 700;

export class KillCam {
  private killer: string | undefined;
  private moveAt = Number.POSITIVE_INFINITY;

  /** Call when the own ship is destroyed. @param now ms, as given to `subject` */
  start(session: ShipSession, killer: string, now: number): void {
    this.killer = killer === "" || killer === session.key ? undefined : killer;
    this.moveAt = now + MOMENT;
    // Requested now, so that the client has the killer's surroundings before the camera moves there.
    if (this.killer !== undefined) session.spectate(this.killer);
  }

  /** @returns the ship to follow; undefined when the camera stays in place. @param now ms */
  subject(session: ShipSession, now: number): DrawnShip | undefined {
    const own = session.own();
    if (own?.alive) {
      this.killer = undefined;
      return own;
    }
    if (this.killer === undefined || now < this.moveAt) return undefined;
    for (const ship of session.entities()) if (ship.key === this.killer && ship.alive) return ship;
    return undefined;
  }
}
