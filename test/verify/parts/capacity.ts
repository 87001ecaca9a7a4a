/** The cost of the game's bots for a real server: time of its steps, bytes, CPU time. */
import { setTimeout as wait } from "node:timers/promises";
import { type Account, accountOf } from "../../../client/bots/account.ts";
import { reportOf } from "../../../client/bots/report.ts";
import { WHOLE } from "../../../client/bots/shard.ts";
import { runSwarm } from "../../../client/bots/swarm.ts";
import { join } from "../../../client/session/connect.ts";
import { TICK_MS, TICK_RATE } from "../../../shared/tick.ts";
import { type RunningServer, startServer } from "../../support/server.ts";
import { botsOf } from "../bots.ts";
import { judged, type Plan, type Row } from "../plan.ts";

/** Joins a second. */
const RAMP = 20;
/** Bots fly this long before and after the measurement, s. */
const [SETTLE, MARGIN] = [3, 1];
const OPS_TOKEN = "the-token-of-a-verification";

export async function capacity(plan: Plan): Promise<Row[]> {
  const { game, rooms, players, quick, seed } = plan;
  const bots = botsOf(game);
  const seconds = quick ? 5 : 15;
  const server = await startServer({ OPS_TOKEN });
  try {
    const options = {
      ...{ url: server.url, room: rooms[0]!, count: players, shard: WHOLE, seed, ramp: RAMP },
      ...{ seconds: SETTLE + seconds + MARGIN, brain: bots.defaultBrain },
    };
    const stop = new AbortController();
    plan.progress(`bringing ${players} bots in`);
    const played = runSwarm(
      options,
      bots,
      (to) => join(bots.client, to),
      stop.signal,
      () => {},
    );
    const failed = played.then(() => {});
    await Promise.race([failed, wait((players / RAMP + SETTLE) * 1000)]);
    plan.progress(`measuring for ${seconds} s`);
    const before = await figuresOf(server);
    await Promise.race([failed, wait(seconds * 1000)]);
    const after = await figuresOf(server);
    return rowsOf(accountOf(await played), before, after, rooms[0]!);
  } finally {
    await server.stop();
  }
}

interface Figures {
  at: number;
  /** By name and labels, as in /metrics. */
  values: Map<string, number>;
}

async function figuresOf({ url }: RunningServer): Promise<Figures> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${OPS_TOKEN}` } });
  const lines = (await answer.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const values = lines.map((line): [string, number] => {
    const end = line.lastIndexOf(" ");
    return [line.slice(0, end), Number(line.slice(end + 1))];
  });
  return { at: performance.now(), values: new Map(values) };
}

function rowsOf(account: Account, before: Figures, after: Figures, room: string): Row[] {
  const value = ({ values }: Figures, name: string) => values.get(name) ?? 0;
  const grown = (name: string) => value(after, name) - value(before, name);
  const seconds = (after.at - before.at) / 1000;
  const players = value(after, `skirmish_players{room="${room}"}`);
  const steps = grown(`skirmish_tick_seconds_count{room="${room}"}`);
  const mean = (grown(`skirmish_tick_seconds_sum{room="${room}"}`) / steps) * 1000;
  const p99 = value(after, "skirmish_tick_p99_seconds") * 1000;
  const bytes = grown(`skirmish_patch_bytes_total{room="${room}"}`) / seconds / players;
  const cpu = (grown("process_cpu_seconds_total") * 1e6) / (seconds * TICK_RATE * players);
  const { joined, wanted, over, refused, rttMs } = { ...reportOf(account) };
  const faults = [...Object.entries(refused), ...Object.entries(over)].map(
    ([why, times]) => `${times} × ${why}`,
  );
  if (joined < wanted) faults.push(`${joined} of ${wanted} bots got in`);
  if (p99 > TICK_MS)
    faults.push(
      `p99 of the steps is longer than a tick of ${TICK_MS.toFixed(0)} ms: take fewer players (--players), or cheaper rules`,
    );
  return [
    judged(
      `Capacity: ${wanted} players`,
      `${joined} joined, steps ${mean.toFixed(2)} ms on average, p99 ${p99.toFixed(2)} ms; round trip p50 ${rttMs.p50.toFixed(0)} ms`,
      faults,
    ),
    {
      promise: "Capacity: what a player costs",
      figures: `${Math.round(bytes)} bytes/s, ${Math.round(cpu)} µs of processor time a tick`,
      kept: undefined,
    },
  ];
}
