/** Networks to play over, as plain data. */

/** What one direction of a connection does to the bytes it carries; both directions do the same. */
export interface LinkProfile {
  /** One way, ms. */
  delayMs: number;
  /** The delay of a chunk is uniform in delayMs ± jitterMs, and never below 0. */
  jitterMs: number;
  /** Chance of a chunk to be lost once, 0…1. Through TCP that looks like a stall of all that comes behind it. */
  stallChance: number;
  /** What the first repeat takes; each further one takes twice as long as the one before, ms. */
  stallMs: number;
  /** What fits through in a second. */
  bytesPerSecond: number;
  /** Mean time from the end of one outage to the next, ms. Outages hit both directions at once. */
  outageEveryMs: number;
  /** Length of an outage: what would arrive in it arrives at its end, ms. */
  outageMs: number;
}

const NONE = {
  delayMs: 0,
  jitterMs: 0,
  stallChance: 0,
  stallMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  outageEveryMs: Number.POSITIVE_INFINITY,
  outageMs: 0,
} as const satisfies LinkProfile;

/** @returns when TCP sends again, ms: a round trip and four times what it usually varies, and not before 200 ms */
const repeatAfter = (delayMs: number, jitterMs: number): number => Math.max(200, 2 * delayMs + 4 * jitterMs);

export const PROFILES = {
  /** Straight through: bytes leave in the turn of the event loop they come in. */
  clean: NONE,
  /** A far server over a home network with a weak wireless hop. */
  lossy: { ...NONE, delayMs: 50, jitterMs: 10, stallChance: 0.02, stallMs: 250 },
  /** A phone on the move: it changes cells every 20 s or so, and is deaf for 600 ms. */
  mobile: {
    ...NONE,
    delayMs: 80,
    jitterMs: 30,
    stallChance: 0.015,
    stallMs: repeatAfter(80, 30),
    bytesPerSecond: 250_000,
    outageEveryMs: 20_000,
    outageMs: 600,
  },
  /** What nobody should have to play over: half around the world, through a crowded cell. */
  awful: {
    ...NONE,
    delayMs: 150,
    jitterMs: 60,
    stallChance: 0.05,
    stallMs: repeatAfter(150, 60),
    bytesPerSecond: 64_000,
  },
} as const satisfies { [name: string]: LinkProfile };

export type NetName = keyof typeof PROFILES;
