/** Decides which ship the camera follows: the own ship; after its death the wreck for a moment, then the killer. */
import type { DrawnShip, ShipSession } from "../session/skirmish.ts";

/** The camera stays at the wreck for this long, ms. */
const MOMENT = 700;

export class KillCam {
  private killer: string | undefined;
  private turnAt = Number.POSITIVE_INFINITY;

  /** Call when the own ship is destroyed. @param now ms, as given to `subject` */
  start(session: ShipSession, killer: string, now: number): void {
    this.killer = killer === "" || killer === session.key ? undefined : killer;
    this.turnAt = now + MOMENT;
    // The client receives the surroundings of the killer before the camera turns to it.
    if (this.killer !== undefined) session.spectate(this.killer);
  }

  /** @returns the ship to follow; undefined: the camera stays where it is. @param now ms */
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
