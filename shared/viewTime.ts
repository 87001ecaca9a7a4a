/**
 * View time: the server tick that is on a player's screen, in parts of `1 / REWIND.parts` of a tick. Each input carries
 * the view time at which it was due, so that the server judges the input by what its player saw (lag compensation).
 */

/** View times travel in 32 bits, so at 16 parts a tick they come round after 103 days of a room. */
export const VIEW_TIMES = 0x1_0000_0000;

/** @param viewTime a whole number from 0 @returns how it travels; 0 means "unknown", so 1 stands for its multiples */
export const wrapViewTime = (viewTime: number): number => (viewTime > 0 ? viewTime % VIEW_TIMES || 1 : 0);

/**
 * @param travelled 0…2³²−1
 * @param present a view time that is less than 51 days away
 * @returns the view time that is meant: of all that travel alike, the one nearest to the present that is not negative
 */
export function unwrapViewTime(travelled: number, present: number): number {
  const nearest = present + ((travelled - present) | 0);
  return nearest < 0 ? nearest + VIEW_TIMES : nearest;
}
