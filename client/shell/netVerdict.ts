/** Explains the network figures to a player in one line: only the worst problem. */

import { REWIND } from "../../shared/limits.ts";
import { TICK_MS } from "../../shared/tick.ts";
import { type NetSample, SAMPLE_MS } from "./netHistory.ts";

/** Problems of the last so many ms count. */
const RECENT = 3000;
/** Inputs that are unacknowledged for a round trip and this time count as delayed, ms. */
const HELD_UP = 250;
/** Least correction that a player can see, units. */
const SEEN = 4;
const UNEVEN_MS = 30;
const FAR_MS = 200;
/** How far back the server judges shots at most, ms. */
export const WINDOW_MS = REWIND.max * TICK_MS;

/** @returns whether no patch arrived during this sample, although three were due */
export const isStalled = (sample: NetSample, before: NetSample | undefined): boolean =>
  before !== undefined && sample.patches === before.patches;

/** @param samples oldest first, evenly spaced; at least one */
export function verdictOf(samples: readonly NetSample[]): string {
  const now = samples.at(-1)!;
  const recent = samples.slice(-RECENT / SAMPLE_MS);
  const silent = now.at - samples.find(({ patches }) => patches === now.patches)!.at;
  if (silent >= 300) return `Nothing from the server for ${(silent / 1000).toFixed(1)} s`;
  if (now.rewind > WINDOW_MS)
    return `You see others ${now.rewind.toFixed(0)} ms late; shots count up to ${WINDOW_MS} ms`;
  if (now.pending * TICK_MS > now.rtt + HELD_UP) return "Your inputs reach the server late";
  const correction = Math.max(...recent.map((sample) => sample.correction));
  if (correction >= SEEN) return `The server corrected your position by ${correction.toFixed(0)} units`;
  if (recent.some((sample, index) => isStalled(sample, recent[index - 1])))
    return "Updates from the server were late a moment ago";
  if (now.jitter > UNEVEN_MS) return "Updates arrive unevenly, so others are shown later";
  if (now.rtt > FAR_MS) return "The server is far away";
  return "All is well";
}
