/** What the engine grants a player: seats, inputs, and how far back its shots are judged. Times are ticks unless the name says otherwise. */
import { ticks } from "./tick.ts";

export const SEAT = {
  /** Seconds a dropped player keeps seat, ship and score. */
  graceSeconds: 30,
  /** The same where the server has been starved or paused, which does not count, or the match has moved: at most. */
  longestGraceSeconds: 120,
  /** The same for a player that has hardly played, and for seats above the limit of a client network. */
  shortGraceSeconds: 10,
  /** Inputs a player has flown before it has played: 3 s. */
  played: ticks(3),
} as const;

export const INPUT = {
  /** Full deflection on one axis of an input. */
  axis: 127,
  /** Inputs a client earns a tick. A little over one, for clocks that run a little fast; what it gains is that little. */
  refill: 1.002,
  /** Most inputs a client can have saved up: 800 ms worth, a packet lost twice. A longer stall is not flown in full. */
  budget: ticks(0.8),
  /** Most inputs of one client applied in one tick. */
  perTick: 4,
  /** Ticks without input after which the server steps the ship itself (it drifts): what it might fly is not lost before. */
  silence: ticks(0.8),
  /** Inputs that may wait to even out a jittery link; more are flown at once. */
  hold: 2,
  /** Ticks over which a queue that was never empty counts as needless delay, and is shortened by one. */
  window: ticks(0.25),
  /** Backlog beyond the budget that is kept to absorb jitter; anything more is dropped, oldest first. */
  slack: 3,
} as const;

export const REWIND = {
  /** Most ticks a shot may be judged in the past: 400 ms, the depth measured at 50 ms each way with loss. */
  max: ticks(0.4),
  /** `Input.seen` counts this many parts of a tick. */
  parts: 16,
  /** Parts of a tick that stamps move on at least with every input: screens run at most a fifth slow (timeline.ts). */
  pace: 13,
} as const;
