/**
 * The raw results of a swarm. They keep each measurement, because results of several machines can be added
 * up, and percentiles cannot.
 */
import type { BrainTally } from "./brain/ownBots.ts";
import type { Swarm } from "./swarm.ts";

/** Measurements, in ms, a second or units: one for each bot, or one for each occurrence. */
export interface Samples {
  joinMs: number[];
  rttMs: number[];
  patchesPerSecond: number[];
  ticksPerSecond: number[];
  bytesInPerSecond: number[];
  bytesOutPerSecond: number[];
  correctionUnits: number[];
}

export interface Tally {
  [name: string]: number;
}

export interface Account {
  /** Bots that should join, that joined, and that were refused, by reason. */
  wanted: number;
  joined: number;
  refused: Tally;
  /** Time from the first request to join until all bots have left, s. */
  seconds: number;
  /** Measured play time, summed over all bots, minutes. */
  minutes: number;
  /** Connections that were lost, that returned, and sessions that ended early, by reason. */
  disconnects: number;
  returns: number;
  over: Tally;
  /** Messages that the server refused, by error code. */
  errors: Tally;
  /** Of bots with a brain of their own. */
  brain?: BrainTally;
  samples: Samples;
  /**
   * Lateness of timers in the bots' process, ms; of several processes the largest. If it is high, the figures
   * do not describe the server.
   */
  lateMs: { p50: number; p99: number; max: number };
}

export function accountOf(swarm: Swarm, brain?: BrainTally): Account {
  const { bots, refused } = swarm;
  const rates = bots.flatMap((bot) => bot.rates() ?? []);
  const sum = (of: (bot: (typeof bots)[number]) => number) => bots.reduce((total, bot) => total + of(bot), 0);
  return {
    wanted: swarm.wanted,
    joined: bots.length,
    refused: Object.fromEntries(refused),
    seconds: swarm.elapsed(),
    minutes: rates.reduce((total, rate) => total + rate.seconds, 0) / 60,
    disconnects: sum((bot) => bot.session.stats.drops),
    returns: sum((bot) => bot.session.stats.returns),
    over: tally(bots.flatMap((bot) => bot.endedBy ?? [])),
    errors: tally(bots.flatMap((bot) => [...bot.errors].flatMap(([code, times]) => Array(times).fill(code)))),
    ...(brain === undefined ? {} : { brain }),
    samples: {
      joinMs: rounded(bots.map((bot) => bot.joinMs)),
      rttMs: rounded(bots.flatMap((bot) => bot.rtts)),
      patchesPerSecond: rounded(rates.map((rate) => rate.patches)),
      ticksPerSecond: rounded(rates.map((rate) => rate.ticks)),
      bytesInPerSecond: rounded(rates.map((rate) => rate.bytesIn)),
      bytesOutPerSecond: rounded(rates.map((rate) => rate.bytesOut)),
      correctionUnits: rounded(bots.flatMap((bot) => bot.corrections)),
    },
    lateMs: swarm.lateness(),
  };
}

/** @returns the sum of the results of machines that played at the same time */
export function addUp(accounts: readonly Account[]): Account {
  const sum = (of: (one: Account) => number) => accounts.reduce((total, one) => total + of(one), 0);
  const most = (of: (one: Account) => number) => Math.max(...accounts.map(of));
  const all = (kind: keyof Samples) => accounts.flatMap(({ samples }) => samples[kind]);
  const add = (kind: "refused" | "over" | "errors") => {
    const total: Tally = {};
    for (const one of accounts)
      for (const [name, count] of Object.entries(one[kind])) total[name] = (total[name] ?? 0) + count;
    return total;
  };
  return {
    wanted: sum((one) => one.wanted),
    joined: sum((one) => one.joined),
    refused: add("refused"),
    seconds: most((one) => one.seconds),
    minutes: sum((one) => one.minutes),
    disconnects: sum((one) => one.disconnects),
    returns: sum((one) => one.returns),
    over: add("over"),
    errors: add("errors"),
    ...brainsOf(accounts),
    samples: {
      joinMs: all("joinMs"),
      rttMs: all("rttMs"),
      patchesPerSecond: all("patchesPerSecond"),
      ticksPerSecond: all("ticksPerSecond"),
      bytesInPerSecond: all("bytesInPerSecond"),
      bytesOutPerSecond: all("bytesOutPerSecond"),
      correctionUnits: all("correctionUnits"),
    },
    lateMs: {
      p50: most((one) => one.lateMs.p50),
      p99: most((one) => one.lateMs.p99),
      max: most((one) => one.lateMs.max),
    },
  };
}

function brainsOf(accounts: readonly Account[]): { brain?: BrainTally } {
  const brains = accounts.flatMap(({ brain }) => brain ?? []);
  if (brains.length === 0) return {};
  const sum = (of: (one: BrainTally) => number) => brains.reduce((total, one) => total + of(one), 0);
  const faults: Tally = {};
  for (const brain of brains)
    for (const [name, count] of Object.entries(brain.faults)) faults[name] = (faults[name] ?? 0) + count;
  return {
    brain: {
      faults,
      stopped: sum(({ stopped }) => stopped),
      answers: sum(({ answers }) => answers),
      timeouts: sum(({ timeouts }) => timeouts),
    },
  };
}

/** Rounds to 3 decimal places: finer than any measurement, and short in a file. */
const rounded = (figures: number[]): number[] => figures.map((figure) => Math.round(figure * 1000) / 1000);

function tally(names: readonly string[]): Tally {
  const counts: Tally = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
