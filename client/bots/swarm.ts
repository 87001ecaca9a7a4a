/** Runs a swarm: joins bots at a steady pace, lets them play, and lets them leave. */
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { TICK_MS } from "../../shared/tick.ts";
import type { GameTypes } from "../game.ts";
import { JoinFailed } from "../session/joinFailed.ts";
import { Bot } from "./bot.ts";
import type { BotGame, BotSession } from "./game.ts";
import { pulse } from "./pulse.ts";
import { placesOf, type Shard } from "./shard.ts";

export interface SwarmOptions {
  url: string;
  room: string;
  /** Bots of the whole swarm; this process plays one shard of them. */
  count: number;
  shard: Shard;
  /** Time to play after the last join, s. */
  seconds: number;
  /** Name of a brain of the game. */
  brain: string;
  seed: number;
  /** Joins a second in the whole swarm. */
  ramp: number;
}

export type Join = (to: { url: string; room: string; name: string }) => Promise<BotSession<GameTypes>>;

export interface Swarm {
  readonly options: SwarmOptions;
  /** Bots of this process. */
  readonly wanted: number;
  readonly bots: readonly Bot[];
  /** Number of bots that could not join, by reason. */
  readonly refused: ReadonlyMap<string, number>;
  /** Seconds since the first request to join; fixed once all bots have left. */
  elapsed(): number;
  /** Percentiles of the lateness of this process's timers, ms. */
  lateness(): { p50: number; p99: number; max: number };
}

/** Sampling period of the event-loop delay, ms; each sample includes this period. */
const RESOLUTION = 5;
/** Longest time that leaving may take, ms, because a server may not answer. */
const GOODBYE = 5000;

/**
 * @param stop ends the run early
 * @param onSecond called about once a second
 * @throws JoinFailed when the first bot cannot join, or for a reason that holds for all bots; BrainFault when a
 * brain of the game fails
 */
export async function runSwarm(
  options: SwarmOptions,
  game: Pick<BotGame<GameTypes>, "pilot">,
  join: Join,
  stop: AbortSignal,
  onSecond: (swarm: Swarm) => void,
): Promise<Swarm> {
  const bots: Bot[] = [];
  const refused = new Map<string, number>();
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION });
  const started = performance.now();
  let ended: number | undefined;
  const swarm: Swarm = {
    options,
    wanted: placesOf(options.shard, options.count).length,
    bots,
    refused,
    elapsed: () => ((ended ?? performance.now()) - started) / 1000,
    lateness: () => {
      const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION);
      return { p50: ms(loop.percentile(50)), p99: ms(loop.percentile(99)), max: ms(loop.max) };
    },
  };

  loop.enable();
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  const stopFrames = pulse(TICK_MS, (now) => {
    try {
      for (const bot of bots) bot.frame(now);
    } catch (error) {
      fail(error);
    }
  });
  const stopReporting = pulse(1000, () => onSecond(swarm));
  try {
    const played = joinAll(swarm, game, bots, refused, join, stop).then(() =>
      pause(options.seconds * 1000, stop),
    );
    await Promise.race([played, failed]);
  } finally {
    stopReporting();
    stopFrames();
    loop.disable();
    ended = performance.now();
    const leaving = bots.map((bot) => bot.leave());
    await Promise.race([Promise.allSettled(leaving), wait(GOODBYE, undefined, { ref: false })]);
  }
  return swarm;
}

async function joinAll(
  { options }: Swarm,
  game: Pick<BotGame<GameTypes>, "pilot">,
  bots: Bot[],
  refused: Map<string, number>,
  join: Join,
  stop: AbortSignal,
): Promise<void> {
  const { url, room, count, shard, brain, seed, ramp } = options;
  const one = async (place: number): Promise<void> => {
    const asked = performance.now();
    try {
      const session = await join({ url, room, name: `Bot-${String(place + 1).padStart(3, "0")}` });
      const now = performance.now();
      bots.push(new Bot(session, game.pilot(brain, seed + place), now - asked, now));
    } catch (error) {
      if (!(error instanceof JoinFailed) || error.final || bots.length === 0) throw error;
      refused.set(error.message, (refused.get(error.message) ?? 0) + 1);
    }
  };
  const [first, ...others] = placesOf(shard, count);
  // The first bot joins alone: it shows whether there are a server and a room at all.
  await one(first!);
  const start = performance.now();
  const joins: Promise<void>[] = [];
  for (const place of others) {
    await pause(start + (place * 1000) / ramp - performance.now(), stop);
    if (stop.aborted) break;
    joins.push(one(place));
  }
  await Promise.all(joins);
}

/** Waits; returns early when `stop` is aborted. */
const pause = (ms: number, stop: AbortSignal): Promise<void> =>
  ms <= 0 || stop.aborted ? Promise.resolve() : wait(ms, undefined, { signal: stop }).catch(() => {});
