/**
 * Counts the matches and players that have migrated to this process. The counts show that a deployment lost
 * no match.
 */

/** Since the process started. */
export interface MigrationCounts {
  rooms: number;
  /** Players that have followed their match. */
  players: number;
  /** Longest time from the checkpoint of a match to the return of one of its players here, ms. */
  longestGap: number;
}

/** Counts for one server. */
export class Migrations {
  readonly counted: MigrationCounts = { rooms: 0, players: 0, longestGap: 0 };

  roomArrived(): void {
    this.counted.rooms++;
  }

  /** @param at time of the checkpoint that the match was restored from, ms since 1970 */
  playerArrived(at: number): void {
    this.counted.players++;
    this.counted.longestGap = Math.max(this.counted.longestGap, Date.now() - at);
  }
}
