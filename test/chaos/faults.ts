/** What is done to the cluster. Each fault ends with as many processes as there were, one of them new. */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { between, type Random } from "../../shared/sim/random.ts";
import type { TestCluster } from "../support/cluster.ts";
import type { RunningServer } from "../support/server.ts";

export interface Done {
  /** When players began to be without a server, ms; what they notice is measured from then. */
  at: number;
  /** Ends what is left of the fault, once everybody has seen to it. */
  over(): Promise<void>;
}

export interface Fault {
  /** Whether it is done to a process with players on it, or to all at once. */
  hits: "process" | "all";
  /** Whether the room is another process's afterwards. */
  moves: boolean;
  do(cluster: TestCluster, victim: RunningServer, chance: Random): Promise<Done>;
}

const nothing = async (): Promise<void> => {};

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
    async do(_cluster, victim, chance) {
      const at = performance.now();
      victim.process.kill("SIGSTOP");
      const woken = wait(between(chance, 4000, 30_000));
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
      return { at, over: nothing };
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
