/** Counts matches and players that have migrated to this process: the proof that a deployment lost no match. */

/** Since the process started. */
export interface MigrationCounts {
  rooms: number;
  /** Players that have come after their room. */
  players: number;
  /** Longest time between what a player was last told there and its return here, ms. */
  longestGap: number;
}

/** Counts for one server. */
export class Migrations {
  readonly counted: MigrationCounts = { rooms: 0, players: 0, longestGap: 0 };

  roomArrived(): void {
    this.counted.rooms++;
  }

  /** @param at when the match was last written down where it was, ms since 1970 */
  playerArrived(at: number): void {
    this.counted.players++;
    this.counted.longestGap = Math.max(this.counted.longestGap, Date.now() - at);
  }
}
