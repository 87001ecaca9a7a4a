/** Messages of the moment that Skirmish's server sends, by type. Ships are named by session id; the name is for ships out of sight. */
export interface SkirmishMessages {
  kill: { killer: string; killerName: string; victim: string; victimName: string; weapon: string };
  /** To the one hit and to the one who shot. */
  hit: { by: string; target: string; damage: number };
}
