/**
 * View time: the server tick that a player's screen shows, in units of `1 / REWIND.parts` ticks. Each input
 * carries the view time at which it was due, so that the server judges the input by what its player saw (lag
 * compensation).
 */

/** View times are sent in 32 bits, so at 16 parts a tick they wrap after a room has run for 103 days. */
export const VIEW_TIMES = 0x1_0000_0000;

/**
 * @param viewTime a whole number from 0
 * @returns the wire value; 0 means "unknown", so multiples of 2³² are sent as 1
 */
export const wrapViewTime = (viewTime: number): number => (viewTime > 0 ? viewTime % VIEW_TIMES || 1 : 0);

/**
 * @param travelled 0…2³²−1
 * @param present a view time that is less than 51 days away
 * @returns the view time: of those with this wire value, the nonnegative one nearest to the present
 */
export function unwrapViewTime(travelled: number, present: number): number {
  const nearest = present + ((travelled - present) | 0);
  return nearest < 0 ? nearest + VIEW_TIMES : nearest;
}
