/** Plays a league: pairs, rounds, ratings. */
import type { Round, RoundOptions } from "../spar/round.ts";
import { roundRobin, swissPairs } from "./pairings.ts";
import type { Pool } from "./pool.ts";
import { ratingsOf } from "./ratings.ts";
import type { Entry, Job } from "./worker.ts";

export interface LeagueOptions {
  readonly game: string;
  readonly entries: readonly Entry[];
  /** Round robin: rounds of each pair. Swiss: rounds of each brain. */
  readonly rounds: number;
  readonly isSwiss: boolean;
  readonly seed: number;
  readonly round: Omit<RoundOptions, "seed" | "log">;
  /** Absent: no match logs. */
  readonly log: { readonly folder: string; readonly name: string } | undefined;
  readonly cwd: string;
  readonly memory: number;
}

export interface LeagueResult {
  /** In the order of the schedule. */
  readonly rounds: Round[];
  /** Reasons why other rounds were not played. */
  readonly lost: string[];
}

/** @param progress called after each round */
export async function playLeague(
  options: LeagueOptions,
  pool: Pick<Pool, "play">,
  progress: (done: number, all: number) => void,
): Promise<LeagueResult> {
  const { entries, rounds, isSwiss } = options;
  const played: LeagueResult = { rounds: [], lost: [] };
  const all = isSwiss ? rounds * Math.floor(entries.length / 2) : rounds * roundRobin(entries.length).length;
  let [scheduled, done] = [0, 0];
  const run = async (pairs: readonly (readonly [number, number])[]): Promise<void> => {
    const jobs = pairs.map(([a, b]) => jobOf(options, scheduled++, [entries[a]!, entries[b]!]));
    for (const one of await pool.play(jobs, () => progress(++done, all)))
      if (typeof one === "string") played.lost.push(one);
      else played.rounds.push(one);
  };
  if (!isSwiss) {
    const pairs = roundRobin(entries.length);
    // Sides change, so that no brain has an advantage by its place.
    await run(
      Array.from({ length: rounds }, (_, i) =>
        pairs.map(([a, b]) => (i % 2 ? [b, a] : [a, b]) as [number, number]),
      ).flat(),
    );
    return played;
  }
  const meetings = new Map<string, number>();
  const keyOf = (a: number, b: number) => `${Math.min(a, b)}-${Math.max(a, b)}`;
  for (let i = 0; i < rounds; i++) {
    const rated = ratingsOf(
      entries.map(({ name }) => name),
      played.rounds,
    );
    const table = entries.map((_, at) => at).sort((a, b) => rated[b]!.rating - rated[a]!.rating);
    const pairs = swissPairs(table, (a, b) => meetings.get(keyOf(a, b)) ?? 0);
    for (const [a, b] of pairs) meetings.set(keyOf(a, b), (meetings.get(keyOf(a, b)) ?? 0) + 1);
    await run(pairs);
  }
  return played;
}

function jobOf(options: LeagueOptions, id: number, entries: readonly Entry[]): Job {
  const { game, cwd, memory, log, seed } = options;
  return {
    ...{ id, entries, game, cwd, memory },
    options: {
      ...options.round,
      seed: (seed + id) >>> 0,
      log: log && { ...log, name: `${log.name}-${id + 1}` },
    },
  };
}
