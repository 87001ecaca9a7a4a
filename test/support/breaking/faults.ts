/** What is done to the cluster. Each fault ends with as many processes as there were, one of them new. */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { between, type Random, whole } from "../../../shared/maths/random.ts";
import type { TestCluster } from "../cluster.ts";
import { movingAddress } from "../movingAddress.ts";
import { startRedis } from "../redis.ts";
import { askSeat } from "../seats.ts";
import type { RunningServer } from "../server.ts";
import { until } from "../until.ts";

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
  /** Whether processes that were not hit may refuse seats meanwhile: Redis is not what it should be. */
  mayRefuse?: boolean;
  /** Whether it is done to a process with players on it, or to all at once. */
  hits: "process" | "all";
  /** Whether the room is another process's afterwards; "maybe": where it is then is nobody's promise. */
  moves: boolean | "maybe";
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
    mayRefuse: true,
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
    mayRefuse: true,
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
  /** Slow for a moment, as on a machine that has other things to do: nobody knows yet whether it is dead. */
  pause: {
    hits: "process",
    moves: "maybe",
    async do(_cluster, victim, chance) {
      const at = performance.now();
      victim.process.kill("SIGSTOP");
      await wait(between(chance, 200, 4000));
      victim.process.kill("SIGCONT");
      return { at, over: nothing };
    },
  },
  /** One process is far from Redis for a while. */
  delay: {
    hits: "process",
    moves: "maybe",
    async do(cluster, victim, chance) {
      const at = performance.now();
      const line = cluster.lines.get(victim)!;
      line.delay(between(chance, 50, 1500) / 2);
      await wait(between(chance, 2000, 5000));
      line.delay(0);
      return { at, over: nothing };
    },
  },
  /** The connections of one process to Redis break, and it gets no others for a moment. */
  cut: {
    hits: "process",
    moves: "maybe",
    async do(cluster, victim, chance) {
      const at = performance.now();
      const line = cluster.lines.get(victim)!;
      line.cut();
      await wait(between(chance, 50, 5000));
      line.mend();
      return { at, over: nothing };
    },
  },
  /** A replica that has lagged behind takes the place of Redis: what came last is lost. */
  replica: {
    hits: "all",
    moves: false,
    mayRefuse: true,
    async do(cluster, _victim, chance) {
      const old = cluster.redis;
      const way = await movingAddress(old.port);
      const replica = await startRedis(["--replica-serve-stale-data", "yes"]);
      await replica.client.replicaof("127.0.0.1", new URL(way.url).port);
      await until(
        async () => (await replica.client.info("replication")).includes("master_link_status:up"),
        "the replica to follow",
      );
      const at = performance.now();
      way.delay(60_000);
      await wait(between(chance, 200, 3000));
      await replica.client.replicaof("NO", "ONE");
      way.close();
      cluster.redis = replica;
      for (const line of cluster.lines.values()) {
        line.to(replica.port);
        line.cut();
        line.mend();
      }
      await old.close();
      return { at, recovered: await recovery(cluster), over: nothing };
    },
  },
} as const satisfies { [name: string]: Fault };

export type FaultName = keyof typeof FAULTS;
