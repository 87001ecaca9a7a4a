/**
 * The state of a room, tick by tick, with which the clients' screens are compared. Plain data, so that it can
 * be sent between processes.
 */

import type { Moments } from "../support/drawnPlaces.ts";

export interface Truth extends Moments {
  shots: ShotTruth[];
}

/** The life of a bolt. */
export interface ShotTruth {
  /** Number of the ship that fired it, and the number of the shot. */
  owner: number;
  shot: number;
  born: number;
  /** Ticks by which its targets were rewound. */
  depth: number;
  /** Tick in which a ship stopped it; absent if none did. */
  stopped?: number;
  /** Numbers of the ships it was tested against and hit, for damage. */
  target?: number;
}
