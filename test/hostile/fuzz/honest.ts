/** Honest bots in one process, which records the time between patches of each. */
import { Client } from "@colyseus/sdk";
import { WHOLE } from "../../../client/bots/shard.ts";
import { type Join, runSwarm } from "../../../client/bots/swarm.ts";
import { askIdentity, credentials } from "../../../client/session/identity.ts";
import { Session } from "../../../client/session/session.ts";
import { skirmishBots } from "../../../games/skirmish/bots.ts";
import { type SkirmishSession, skirmishClient } from "../../../games/skirmish/client/session/skirmish.ts";
import type { ArenaState } from "../../../games/skirmish/shared/schema/state.ts";
import { answerParent } from "../../support/processChannel.ts";

/** What all bots measured since the last request. */
export interface Seen {
  /** Time between patches, ms. */
  p50: number;
  p99: number;
  p999: number;
  max: number;
  count: number;
  /** Bots in play now, and connections lost so far. */
  playing: number;
  drops: number;
}

const [url, count] = process.argv.slice(2) as [string, string];
let gaps: number[] = [];
const sessions: SkirmishSession[] = [];
console.info = () => {};

const join: Join = async ({ room, name }) => {
  const shown = credentials(await askIdentity(url, name));
  const joined = await new Client(url, shown).joinOrCreate<ArenaState>(room, { name });
  const session = new Session(joined, skirmishClient, {
    now: () => performance.now(),
    entry: url,
    shown: shown.urlBuilder,
  });
  let latest = Number.NaN;
  joined.onStateChange(() => {
    const now = performance.now();
    if (now > latest) gaps.push(now - latest);
    latest = now;
  });
  await session.ready;
  sessions.push(session);
  return session;
};

answerParent({
  seen(): Seen {
    const sorted = Float64Array.from(gaps).sort();
    gaps = [];
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    return {
      p50: at(0.5),
      p99: at(0.99),
      p999: at(0.999),
      max: at(1),
      count: sorted.length,
      playing: sessions.filter(({ link }) => link.state === "playing").length,
      drops: sessions.reduce((sum, { stats }) => sum + stats.drops, 0),
    };
  },
});

const options = {
  url,
  room: "arena",
  count: Number(count),
  shard: WHOLE,
  seconds: 24 * 3600,
  brain: "hunter",
  seed: 1,
  ramp: 30,
} as const;
await runSwarm(options, skirmishBots, join, new AbortController().signal, () => {});
