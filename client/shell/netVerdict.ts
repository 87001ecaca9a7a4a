/** What the network's figures mean to a player, in one line: the worst first. */

import { REWIND } from "../../shared/limits.ts";
import { TICK_MS } from "../../shared/tick.ts";
import { type NetSample, SAMPLE_MS } from "./netHistory.ts";

/** What happened this long ago is still felt, ms. */
const RECENT = 3000;
/** Inputs may be on their way for a round trip and this, ms, before something holds them up. */
const HELD_UP = 250;
/** A correction that is seen, units. */
const SEEN = 4;
const UNEVEN_MS = 30;
const FAR_MS = 200;
/** The farthest back that the server judges shots, ms. */
export const WINDOW_MS = REWIND.max * TICK_MS;

/** @returns whether no patch came in the time of this sample, though three should have */
export const isStalled = (sample: NetSample, before: NetSample | undefined): boolean =>
  before !== undefined && sample.patches === before.patches;

/** @param samples oldest first, evenly spaced; at least one */
export function verdictOf(samples: readonly NetSample[]): string {
  const now = samples.at(-1)!;
  const recent = samples.slice(-RECENT / SAMPLE_MS);
  const silent = now.at - samples.find(({ patches }) => patches === now.patches)!.at;
  if (silent >= 300) return `Nothing from the server for ${(silent / 1000).toFixed(1)} s`;
  if (now.rewind > WINDOW_MS) return `${now.rewind.toFixed(0)} ms behind: shots reach back ${WINDOW_MS} ms`;
  if (now.pending * TICK_MS > now.rtt + HELD_UP) return "Your inputs are held up on their way";
  const correction = Math.max(...recent.map((sample) => sample.correction));
  if (correction >= SEEN) return `The server moved your ship by ${correction.toFixed(0)} units`;
  if (recent.some((sample, index) => isStalled(sample, recent[index - 1])))
    return "Patches were held up a moment ago";
  if (now.jitter > UNEVEN_MS) return "Patches come unevenly: others are shown later";
  if (now.rtt > FAR_MS) return "The server is far away";
  return "All is well";
}
