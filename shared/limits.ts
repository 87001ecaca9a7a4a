/**
 * Limits of a player: seats, inputs, and the rewind of lag compensation. Times are ticks unless a comment
 * says otherwise.
 */
import { ticks } from "./tick.ts";

export const SEAT = {
  /** How long a dropped player keeps its seat, entity and score, s. */
  graceSeconds: 30,
  /**
   * The most it can become, s: time during which the server was starved or paused, or the match moved, does
   * not count.
   */
  longestGraceSeconds: 120,
  /** The same for a player that has hardly played, and for seats above the limit of a client network, s. */
  shortGraceSeconds: 10,
  /** Applied inputs after which a player counts as having played: 3 s. */
  played: ticks(3),
} as const;

export const INPUT = {
  /** Full deflection on one axis of an input. */
  axis: 127,
  /**
   * Inputs that the budget of a client gains a tick. A little above 1, because some clocks run fast; a
   * cheater gains no more than this.
   */
  refill: 1.002,
  /** Largest input budget: 800 ms, a packet that is lost twice. After a longer stall inputs are dropped. */
  budget: ticks(0.8),
  /** Most inputs of one client applied in one tick. */
  perTick: 4,
  /**
   * Ticks without input after which the server applies neutral inputs (a ship drifts). Until then no late
   * input is lost.
   */
  silence: ticks(0.8),
  /** Queued inputs that absorb the jitter of a link; inputs above this number are applied at once. */
  hold: 2,
  /**
   * A queue that was never empty for this many ticks adds needless delay, so it is shortened by one input.
   */
  window: ticks(0.25),
  /** Inputs beyond the budget that are kept to absorb jitter; further inputs are dropped, oldest first. */
  slack: 3,
} as const;

export const REWIND = {
  /** Largest rewind of a shot, ticks: 400 ms, as measured at 50 ms each way with loss. */
  max: ticks(0.4),
  /** View times (`Input.seen`) count this many parts of a tick. */
  parts: 16,
  /**
   * Least advance of the view time with each input, parts of a tick: screens run at most a fifth slow
   * (timeline.ts).
   */
  pace: 13,
} as const;
