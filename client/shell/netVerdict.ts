/** Explains the network figures to a player in one line, which names only the worst problem. */
import { REWIND } from "../../shared/limits.ts";
import { TICK_MS } from "../../shared/tick.ts";
import { words } from "../strings/index.ts";
import { forms } from "../strings/language.ts";
import { type NetSample, SAMPLE_MS } from "./netHistory.ts";

const { net } = words;
const { number } = forms;
/** Only problems of this time before now count, ms. */
const RECENT = 3000;
/** Inputs count as delayed when they are unacknowledged for a round trip plus this time, ms. */
const HELD_UP = 250;
/** Least correction that a player can see, units. */
const VISIBLE = 4;
/** Jitter and round trip from which the verdict mentions them. */
const UNEVEN_MS = 30;
const FAR_MS = 200;
/** The server's limit for rewinding, ms. */
export const WINDOW_MS = REWIND.max * TICK_MS;

/** @returns whether no patch arrived during this sample, although three were due */
export const isStalled = (sample: NetSample, before: NetSample | undefined): boolean =>
  before !== undefined && sample.patches === before.patches;

/** @param samples oldest first, evenly spaced; at least one */
export function verdictOf(samples: readonly NetSample[]): string {
  const now = samples.at(-1)!;
  const recent = samples.slice(-RECENT / SAMPLE_MS);
  const silent = now.at - samples.find(({ patches }) => patches === now.patches)!.at;
  if (silent >= 300) return net.silent(number(silent / 1000, 1, 1));
  if (now.rewind > WINDOW_MS) return net.late(number(now.rewind), WINDOW_MS);
  if (now.pending * TICK_MS > now.rtt + HELD_UP) return net.heldUp;
  const correction = Math.max(...recent.map((sample) => sample.correction));
  if (correction >= VISIBLE) return net.moved(number(correction));
  if (recent.some((sample, index) => isStalled(sample, recent[index - 1]))) return net.stalled;
  if (now.jitter > UNEVEN_MS) return net.uneven;
  if (now.rtt > FAR_MS) return net.far;
  return net.well;
}
