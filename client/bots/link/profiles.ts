/** Profiles of emulated networks, as plain data. */

/** How the network delays the bytes of a connection; the same for both directions. */
export interface LinkProfile {
  /** One way, ms. */
  delayMs: number;
  /** The delay of a chunk is uniform in delayMs ± jitterMs, and never below 0. */
  jitterMs: number;
  /** Probability that a chunk is lost once, 0…1. With TCP a loss stalls all later data. */
  stallChance: number;
  /** Duration of the first retransmission, ms; each further one takes twice as long as the previous one. */
  stallMs: number;
  /** Bandwidth. */
  bytesPerSecond: number;
  /** Mean time from the end of one outage to the next, ms. Outages hit both directions at once. */
  outageEveryMs: number;
  /** Length of an outage, ms: data that would arrive during the outage arrives at its end. */
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

/**
 * @returns the retransmission timeout of TCP, ms: a round trip plus four times its variation, and at least
 * 200 ms
 */
const repeatAfter = (delayMs: number, jitterMs: number): number => Math.max(200, 2 * delayMs + 4 * jitterMs);

export const PROFILES = {
  /** No delay: bytes leave in the same turn of the event loop. */
  clean: NONE,
  /** A far server over a home network with a weak wireless hop. */
  lossy: { ...NONE, delayMs: 50, jitterMs: 10, stallChance: 0.02, stallMs: 250 },
  /** A phone on the move: it changes cells about every 20 s, and is then offline for 600 ms. */
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
  /** An extreme case: half around the world, through a crowded cell. */
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
export const NET_NAMES = Object.keys(PROFILES) as readonly NetName[];
