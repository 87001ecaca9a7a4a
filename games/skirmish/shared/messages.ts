/**
 * Messages that the server of Skirmish sends once and does not repeat, by type. Session ids name ships; a client needs the
 * names for ships out of sight.
 */
export interface SkirmishMessages {
  kill: { killer: string; killerName: string; victim: string; victimName: string; weapon: string };
  /** Sent to the player that was hit and to the player that shot. */
  hit: { by: string; target: string; damage: number };
}
