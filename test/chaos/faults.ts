/** What is done to the cluster. Each fault ends with as many processes as there were, one of them new. */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { between, type Random, whole } from "../../shared/sim/random.ts";
import type { TestCluster } from "../support/cluster.ts";
import { askSeat } from "../support/seats.ts";
import type { RunningServer } from "../support/server.ts";
import { until } from "../support/until.ts";

/** How long Redis hangs, s. */
const OUTAGES = [1, 10, 60] as const;

export interface Done {
  /** When players began to be without a server, ms; what they notice is measured from then. */
  at: number;
  /** From the end of what was wrong until every process gave seats again, ms. */
  recovered?: number;
  /** Ends what is left of the fault, once everybody has seen to it. */
  over(): Promise<void>;
}

export interface Fault {
  /** Whether it is done to a process with players on it, or to all at once. */
  hits: "process" | "all";
  /** Whether the room is another process's afterwards. */
  moves: boolean;
  /** @param seconds how long it lasts, where that can be said; else chance decides */
  do(cluster: TestCluster, victim: RunningServer, chance: Random, seconds?: number): Promise<Done>;
}

const nothing = async (): Promise<void> => {};

async function recovery({ servers }: TestCluster): Promise<number> {
  const mended = performance.now();
  for (const { url } of servers)
    await until(async () => (await askSeat(url)).status === 200, `seats to be had at ${url}`);
  return performance.now() - mended;
}

export const FAULTS = {
  /** kill -9. */
  kill: {
    hits: "process",
    moves: true,
    async do(cluster, victim) {
      const at = await cluster.kill(victim);
      return { at, over: async () => void (await cluster.add()) };
    },
  },
  /** Stopped as by a debugger, or by a host that has other things to do; woken when its rooms are elsewhere. */
  stop: {
    hits: "process",
    moves: true,
    async do(_cluster, victim, chance, seconds) {
      const at = performance.now();
      victim.process.kill("SIGSTOP");
      const woken = wait(seconds === undefined ? between(chance, 4000, 30_000) : seconds * 1000);
      return {
        at,
        async over() {
          await woken;
          victim.process.kill("SIGCONT");
        },
      };
    },
  },
  /** Redis ends and comes back without what it knew. */
  redis: {
    hits: "all",
    moves: false,
    async do(cluster, _victim, chance) {
      const at = performance.now();
      await cluster.redis.stop();
      await wait(between(chance, 500, 5000));
      await cluster.redis.start();
      return { at, recovered: await recovery(cluster), over: nothing };
    },
  },
  /** Redis hangs: connections stay, nothing is answered, nothing is lost. */
  outage: {
    hits: "all",
    moves: false,
    async do(cluster, _victim, chance) {
      const at = performance.now();
      cluster.redis.pause();
      await wait(OUTAGES[whole(chance, OUTAGES.length)]! * 1000);
      cluster.redis.resume();
      return { at, recovered: await recovery(cluster), over: nothing };
    },
  },
  /** Told to end: hands its rooms over first. */
  drain: {
    hits: "process",
    moves: true,
    async do(cluster, victim) {
      await cluster.add();
      const at = performance.now();
      cluster.servers.splice(cluster.servers.indexOf(victim), 1);
      const ended = once(victim.process, "exit");
      victim.process.kill("SIGTERM");
      return { at, over: async () => void (await ended) };
    },
  },
} as const satisfies { [name: string]: Fault };

export type FaultName = keyof typeof FAULTS;
