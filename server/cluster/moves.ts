/** What has moved to this process: the proof that a deployment cost nobody the game. */

/** Since the process started. */
export interface Moved {
  rooms: number;
  /** Players that have come after their room. */
  players: number;
  /** Longest time between what a player was last told there and its return here, ms. */
  longestGap: number;
}

/** Counts for one server. */
export class Moves {
  readonly counted: Moved = { rooms: 0, players: 0, longestGap: 0 };

  roomCame(): void {
    this.counted.rooms++;
  }

  /** @param at when the match was last written down where it was, ms since 1970 */
  playerCame(at: number): void {
    this.counted.players++;
    this.counted.longestGap = Math.max(this.counted.longestGap, Date.now() - at);
  }
}
