/**
 * Messages that the server of Skirmish sends once and does not repeat, by type. Session ids name ships; a
 * client needs the names for ships out of sight.
 */
export interface SkirmishMessages {
  /** `killerBot`, `victimBot`: it says that it is a bot. */
  kill: {
    killer: string;
    killerName: string;
    killerBot?: true;
    victim: string;
    victimName: string;
    victimBot?: true;
    weapon: string;
  };
  /** Sent to the player that was hit and to the player that shot. */
  hit: { by: string; target: string; damage: number };
}
