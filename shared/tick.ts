/** The pace of every room: steps, inputs and patches. */

/**
 * Simulation steps, inputs and patches a second. 30 Hz: fast enough for aiming, cheap enough for crowded
 * rooms.
 */
export const TICK_RATE = 30;
/** Length of one step in seconds. */
export const DT = 1 / TICK_RATE;
/** Length of one step in milliseconds. */
export const TICK_MS = 1000 / TICK_RATE;

/** @returns whole ticks in `seconds`, rounded to the nearest. */
export const ticks = (seconds: number): number => Math.round(seconds * TICK_RATE);
