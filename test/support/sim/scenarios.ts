/** Shortened histories that violated an invariant, or do so when a check of the product is left out. */
import type { Fault } from "./faults.ts";
import type { Variant } from "./simulation.ts";

export interface Scenario {
  /** The violation. */
  name: string;
  seed: number;
  faults: Fault[];
  variant?: Variant;
}

const PLAIN: readonly Scenario[] = [
  {
    name: "[SV5] an owner whose machine was suspended, clock included, plays on beside the next owner",
    seed: 1,
    faults: [{ at: 43343, kind: "sleep", target: 989, lasts: 14394 }],
  },
  {
    name: "[SV2] two owners have the same epoch after Redis lost all data in the middle of a hand-over",
    seed: 22,
    faults: [
      { at: 10293, kind: "sleep", target: 615, lasts: 11239 },
      { at: 10783, kind: "kill", target: 829, lasts: 955 },
      { at: 12839, kind: "flush", target: 240, lasts: 0, after: "pass" },
      { at: 13662, kind: "drain", target: 664, lasts: 260 },
    ],
  },
  {
    name: "[SV2] an owner gives way to an earlier epoch that a lagging replica holds",
    seed: 18,
    faults: [
      { at: 7935, kind: "drain", target: 204, lasts: 2423 },
      { at: 9936, kind: "crowd", target: 241, lasts: 0, after: "request" },
      { at: 14151, kind: "hang", target: 861, lasts: 2123 },
      { at: 17747, kind: "restart", target: 400, lasts: 970, after: "request" },
      { at: 19289, kind: "lag", target: 300, lasts: 961 },
      { at: 20442, kind: "crowd", target: 254, lasts: 0, after: "request" },
      { at: 31252, kind: "crowd", target: 949, lasts: 0, after: "request" },
      { at: 32925, kind: "drain", target: 53, lasts: 1099 },
      { at: 35094, kind: "lag", target: 81, lasts: 4471, after: "request" },
      { at: 37421, kind: "drain", target: 242, lasts: 2117 },
    ],
  },
  {
    name: "[CL4] a listing outlives its room when the last player leaves while Redis is cut off",
    seed: 5,
    faults: [
      { at: 5990, kind: "cut", target: 991, lasts: 1511, after: "release" },
      { at: 8071, kind: "cut", target: 985, lasts: 1668 },
      { at: 14685, kind: "empty", target: 341, lasts: 0 },
    ],
  },
  {
    name: "[CL9] a drain gives up while the only other process is slow",
    seed: 27,
    faults: [
      { at: 8450, kind: "drain", target: 175, lasts: 576, after: "claim" },
      { at: 18993, kind: "drain", target: 903, lasts: 460, after: "reply" },
    ],
  },
  {
    name: "[CL2] all waiting requests are refused because the process that opens the room is stopped",
    seed: 297,
    faults: [
      { at: 8543, kind: "empty", target: 80, lasts: 0, after: "claim" },
      { at: 11562, kind: "sleep", target: 85, lasts: 5369, after: "claim" },
      { at: 25854, kind: "empty", target: 695, lasts: 0 },
    ],
  },
  {
    name: "[SV4] scores are lost when the next owner is stopped right after its first renewal",
    seed: 68,
    faults: [
      { at: 8405, kind: "pause", target: 2, lasts: 5048, after: "renew" },
      { at: 9606, kind: "drop", target: 29, lasts: 0 },
      { at: 10986, kind: "pause", target: 276, lasts: 4927, after: "renew" },
    ],
  },
  {
    name: "[SV9] an owner that was stopped plays a room that Redis has lost, beside a later owner that was stopped too",
    seed: 50111,
    faults: [
      { at: 6765, kind: "restart", target: 819, lasts: 2755, after: "claim" },
      { at: 7521, kind: "restart", target: 519, lasts: 1129, after: "beat" },
      { at: 9734, kind: "cut", target: 418, lasts: 5723, after: "beat" },
      { at: 11626, kind: "cut", target: 31, lasts: 2522, after: "beat" },
      { at: 12790, kind: "hang", target: 458, lasts: 894, after: "claim" },
      { at: 15386, kind: "sleep", target: 709, lasts: 591, after: "claim" },
      { at: 17074, kind: "lag", target: 734, lasts: 775, after: "beat" },
      { at: 17692, kind: "apart", target: 95, lasts: 4961, after: "reply" },
      { at: 20842, kind: "lag", target: 865, lasts: 3655, after: "request" },
      { at: 23203, kind: "sleep", target: 743, lasts: 10249, after: "request" },
      { at: 24377, kind: "lag", target: 449, lasts: 4135 },
      { at: 24696, kind: "cut", target: 71, lasts: 2731 },
      { at: 25287, kind: "pause", target: 876, lasts: 2220 },
      { at: 26256, kind: "pause", target: 664, lasts: 5791, after: "claim" },
      { at: 28038, kind: "hang", target: 272, lasts: 690, after: "beat" },
      { at: 32493, kind: "hang", target: 486, lasts: 1965, after: "beat" },
      { at: 33090, kind: "lag", target: 427, lasts: 578 },
      { at: 33932, kind: "sleep", target: 740, lasts: 12570 },
      { at: 35378, kind: "pause", target: 638, lasts: 3541, after: "beat" },
      { at: 37761, kind: "sleep", target: 973, lasts: 16146, after: "request" },
      { at: 38742, kind: "lag", target: 320, lasts: 3654 },
      { at: 40258, kind: "apart", target: 496, lasts: 4993, after: "reply" },
      { at: 40728, kind: "pause", target: 679, lasts: 2328 },
      { at: 45014, kind: "restart", target: 999, lasts: 333, after: "beat" },
      { at: 47800, kind: "sleep", target: 407, lasts: 15257, after: "beat" },
      { at: 49847, kind: "sleep", target: 307, lasts: 5523 },
      { at: 52399, kind: "lag", target: 835, lasts: 1055, after: "beat" },
      { at: 52786, kind: "restart", target: 806, lasts: 155, after: "reply" },
      { at: 54382, kind: "restart", target: 111, lasts: 2342, after: "beat" },
      { at: 56876, kind: "sleep", target: 864, lasts: 4904 },
      { at: 57402, kind: "hang", target: 551, lasts: 2704 },
      { at: 59701, kind: "lag", target: 452, lasts: 3523 },
    ],
  },
  {
    name: "[IV2] a player whose answered request for a seat fails later, with its process, has two seats",
    seed: 8610,
    faults: [
      { at: 8558, kind: "drain", target: 553, lasts: 2187 },
      { at: 10775, kind: "kill", target: 979, lasts: 520 },
      { at: 12949, kind: "drain", target: 526, lasts: 248, after: "reply" },
    ],
  },
  {
    name: "[SV9] an owner that slept plays a room beside a later owner that Redis has lost, and that is cut off from Redis",
    seed: 38,
    faults: [
      { at: 6727, kind: "pause", target: 634, lasts: 2054, after: "list" },
      { at: 9466, kind: "lag", target: 992, lasts: 3854, after: "list" },
      { at: 9794, kind: "pause", target: 491, lasts: 4228, after: "list" },
      { at: 10454, kind: "cut", target: 922, lasts: 5958, after: "list" },
      { at: 11780, kind: "lag", target: 865, lasts: 1579 },
      { at: 12746, kind: "pause", target: 467, lasts: 898 },
      { at: 14950, kind: "lag", target: 926, lasts: 1504 },
    ],
  },
  {
    name: "[SV9] of two owners that slept and whose room Redis has lost, the earlier plays it while the later is cut off, and in doubt",
    seed: 141,
    faults: [
      { at: 18448, kind: "cut", target: 515, lasts: 4202, after: "append" },
      { at: 21929, kind: "drain", target: 229, lasts: 1269 },
      { at: 22486, kind: "slow", target: 109, lasts: 3001 },
      { at: 23777, kind: "drain", target: 227, lasts: 2659, after: "append" },
      { at: 26294, kind: "sleep", target: 572, lasts: 4750 },
      { at: 27629, kind: "cut", target: 664, lasts: 5313 },
      { at: 28791, kind: "sleep", target: 846, lasts: 9810, after: "append" },
      { at: 30249, kind: "flush", target: 676, lasts: 0 },
      { at: 32981, kind: "hang", target: 819, lasts: 3045, after: "append" },
      { at: 36274, kind: "hang", target: 769, lasts: 3285 },
      { at: 38501, kind: "flush", target: 771, lasts: 0 },
      { at: 39973, kind: "cut", target: 182, lasts: 5433 },
    ],
  },
];

export const SCENARIOS: readonly Scenario[] = [
  ...PLAIN.map((one) => ({ ...one, variant: { isPlain: true } })),
  {
    name: "[SV5] an owner that was stopped, and whose date was set back meanwhile, plays on beside the next owner",
    seed: 7,
    faults: [
      { at: 20_000, kind: "pause", target: 0, lasts: 4000 },
      { at: 21_000, kind: "clock", target: 0, lasts: 0 },
    ],
  },
];

/**
 * Histories in which a client asks only processes that are stopped, for longer than it waits for an answer:
 * every client finds its match once they run, because that time does not count (patience.ts).
 */
export const ASLEEP: readonly Scenario[] = [
  {
    name: "a client of the stock SDK asks four stopped processes, one after the other",
    seed: 6003,
    faults: [
      { at: 12177, kind: "sleep", target: 104, lasts: 15548 },
      { at: 16678, kind: "break", target: 575, lasts: 1359, after: "request" },
      { at: 18080, kind: "sleep", target: 7, lasts: 17161, after: "request" },
      { at: 21199, kind: "pause", target: 672, lasts: 2582 },
      { at: 26520, kind: "break", target: 238, lasts: 2977 },
      { at: 32587, kind: "sleep", target: 475, lasts: 11201, after: "request" },
      { at: 40705, kind: "sleep", target: 718, lasts: 10231, after: "request" },
    ],
  },
  {
    name: "all three processes sleep for most of half a minute",
    seed: 9086,
    faults: [
      { at: 9573, kind: "crowd", target: 23, lasts: 0, after: "claim" },
      { at: 10802, kind: "sleep", target: 180, lasts: 19123, after: "append" },
      { at: 14350, kind: "sleep", target: 43, lasts: 13039 },
      { at: 16036, kind: "sleep", target: 289, lasts: 18373, after: "claim" },
      { at: 17144, kind: "sleep", target: 192, lasts: 17661 },
      { at: 22429, kind: "sleep", target: 767, lasts: 16749, after: "append" },
      { at: 35663, kind: "sleep", target: 339, lasts: 10606, after: "claim" },
    ],
  },
];
