/** What has moved to this process: the proof that a deployment cost nobody the game. */

/** Since the process started. */
export interface Moved {
  rooms: number;
  /** Players that have come after their room. */
  players: number;
  /** Longest time between what a player was last told there and its return here, ms. */
  longestGap: number;
}

export const moved: Moved = { rooms: 0, players: 0, longestGap: 0 };

/** @param at when the match was last written down where it was, ms since 1970 */
export function notePlayerMoved(at: number): void {
  moved.players++;
  moved.longestGap = Math.max(moved.longestGap, Date.now() - at);
}
