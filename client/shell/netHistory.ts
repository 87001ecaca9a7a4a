/** Samples of the network figures at equal intervals. */
import type { SessionStats } from "../session/view.ts";

/** Time between samples, ms. */
export const SAMPLE_MS = 100;
/** Number of samples kept: ten seconds. */
export const SAMPLES = 100;

export interface NetSample {
  /** Round trip, jitter, interpolation delay and rewind; see `SessionStats`. ms */
  rtt: number;
  jitter: number;
  delay: number;
  rewind: number;
  /** Inputs that the server has not acknowledged yet. */
  pending: number;
  /** Patches received so far. */
  patches: number;
  /** Size of the latest correction since the previous sample, units; 0 without one. */
  correction: number;
  /** Bytes received and sent so far. */
  bytesIn: number;
  bytesOut: number;
  /** Time of the sample, ms. */
  at: number;
}

export interface NetHistory {
  /** Oldest first, at most `SAMPLES`. */
  readonly samples: readonly NetSample[];
  /** @param now ms */
  add(now: number, stats: Readonly<SessionStats>): void;
  /** @returns bytes a second over the last second */
  rates(): { bytesIn: number; bytesOut: number };
  clear(): void;
}

export function createNetHistory(): NetHistory {
  const samples: NetSample[] = [];
  let corrections = 0;
  return {
    samples,
    add(now, stats) {
      const corrected = samples.length > 0 && stats.corrections > corrections;
      corrections = stats.corrections;
      const { rtt, jitter, delay, rewind, pending, patches, bytesIn, bytesOut } = stats;
      samples.push({
        rtt,
        jitter,
        delay,
        rewind,
        pending,
        patches,
        bytesIn,
        bytesOut,
        at: now,
        correction: corrected ? stats.lastCorrection : 0,
      });
      if (samples.length > SAMPLES) samples.shift();
    },
    rates() {
      const last = samples.at(-1);
      const first = samples.at(-Math.min(samples.length, 1 + 1000 / SAMPLE_MS));
      if (!last || !first || last.at <= first.at) return { bytesIn: 0, bytesOut: 0 };
      const seconds = (last.at - first.at) / 1000;
      return {
        bytesIn: (last.bytesIn - first.bytesIn) / seconds,
        bytesOut: (last.bytesOut - first.bytesOut) / seconds,
      };
    },
    clear() {
      samples.length = 0;
    },
  };
}
