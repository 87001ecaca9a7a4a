/** The figures of a scenario: of the whole run, of each phase, and of the bots of each net and each brain. */
import type { Tally } from "../account.ts";
import { type Spread, spread } from "../spread.ts";

/** What a group of bots has measured. */
export interface Figures {
  /** Bots that joined, and requests to join that were refused, by reason. */
  joined: number;
  refused: Tally;
  /** Bots that left, and connections that were dropped, as planned. */
  left: number;
  dropped: number;
  /** Connections that were lost without a plan, and sessions that ended early, by reason. */
  disconnects: number;
  lost: Tally;
  /** Messages that the server refused, by error code. */
  errors: Tally;
  said: number;
  heard: number;
  /** Measured play time, summed over all bots, minutes. */
  minutes: number;
  correctionsPerMinute: number;
  joinMs: Spread;
  rttMs: Spread;
  /** One value for each bot. */
  patchesPerSecond: Spread;
  bytesInPerSecond: Spread;
  bytesOutPerSecond: Spread;
}

/** Running totals of one connection. */
export interface Totals {
  patches: number;
  bytesIn: number;
  bytesOut: number;
  corrections: number;
}

/** A bot that has been measured for less time says nothing about its rates, s. */
const LEAST = 2;

/** Adds up measurements of a group. */
export class Measured {
  joined = 0;
  left = 0;
  dropped = 0;
  disconnects = 0;
  said = 0;
  heard = 0;
  readonly refused: Tally = {};
  readonly lost: Tally = {};
  readonly errors: Tally = {};
  readonly joinMs: number[] = [];
  readonly rttMs: number[] = [];
  readonly #rates = new Map<number, Totals & { seconds: number }>();

  /** @param change since the last call for this bot */
  add(bot: number, seconds: number, change: Totals, rtt: number): void {
    const known = this.#rates.get(bot) ?? { seconds: 0, patches: 0, bytesIn: 0, bytesOut: 0, corrections: 0 };
    known.seconds += seconds;
    for (const name of ["patches", "bytesIn", "bytesOut", "corrections"] as const)
      known[name] += change[name];
    this.#rates.set(bot, known);
    if (rtt > 0) this.rttMs.push(rtt);
  }

  figures(): Figures {
    const rates = [...this.#rates.values()];
    const seconds = rates.reduce((sum, one) => sum + one.seconds, 0);
    const corrections = rates.reduce((sum, one) => sum + one.corrections, 0);
    const long = rates.filter((one) => one.seconds >= LEAST);
    const perSecond = (name: keyof Totals) => rounded(spread(long.map((one) => one[name] / one.seconds)));
    const { joined, refused, left, dropped, disconnects, lost, errors, said, heard } = this;
    return {
      ...{ joined, refused, left, dropped, disconnects, lost, errors, said, heard },
      minutes: round(seconds / 60),
      correctionsPerMinute: seconds > 0 ? round((corrections * 60) / seconds) : 0,
      joinMs: rounded(spread(this.joinMs)),
      rttMs: rounded(spread(this.rttMs)),
      patchesPerSecond: perSecond("patches"),
      bytesInPerSecond: perSecond("bytesIn"),
      bytesOutPerSecond: perSecond("bytesOut"),
    };
  }
}

export const count = (tally: Tally, name: string): void => {
  tally[name] = (tally[name] ?? 0) + 1;
};
export const total = (tally: Tally): number => Object.values(tally).reduce((sum, one) => sum + one, 0);

/** Finer than any measurement, and short in a file. */
const round = (figure: number): number => Math.round(figure * 1000) / 1000;
const rounded = (of: Spread): Spread => {
  const result = { ...of };
  for (const name of Object.keys(of) as (keyof Spread)[]) result[name] = round(of[name]);
  return result;
};
