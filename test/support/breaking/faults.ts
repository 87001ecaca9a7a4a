/**
 * The faults for a cluster. After each fault there are as many processes as before; one of them may be new.
 */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { join } from "../../../games/skirmish/client/session/join.ts";
import { between, type Random, whole } from "../../../shared/maths/random.ts";
import type { TestCluster } from "../cluster.ts";
import { movingAddress } from "../movingAddress.ts";
import { startRedis } from "../redis.ts";
import { requestSeat } from "../seats.ts";
import { type RunningServer, threadEnds } from "../server.ts";
import { until } from "../until.ts";

/** Durations of a Redis outage, s. */
const OUTAGES = [1, 10, 60] as const;

export interface Done {
  /** When players lost their server, ms; gaps are measured from then. */
  at: number;
  /** From the end of the fault until every process gave seats again, ms. */
  recovered?: number;
  /** Number of processes that a match has broken. */
  broke?: number;
  /** Ends what remains of the fault, once all players are back. */
  over(): Promise<void>;
}

export interface Fault {
  /** Whether processes that were not hit may refuse seats meanwhile, because Redis is impaired. */
  mayRefuse?: boolean;
  /** Whether the fault hits one process with players, or all. */
  hits: "process" | "all";
  /** Whether players lose their connection although no match moves. */
  drops?: boolean;
  /** Whether another process owns the room afterwards; "maybe": not specified. */
  moves: boolean | "maybe";
  /** @param seconds duration, for faults that have one; absent: random */
  do(cluster: TestCluster, victim: RunningServer, chance: Random, seconds?: number): Promise<Done>;
}

const nothing = async (): Promise<void> => {};

async function recovery({ servers }: TestCluster): Promise<number> {
  const mended = performance.now();
  for (const { url } of servers)
    await until(async () => (await requestSeat(url)).status === 200, `${url} to give seats`);
  return performance.now() - mended;
}

const hasEnded = ({ process }: RunningServer): boolean =>
  process.exitCode !== null || process.signalCode !== null;

/** @returns whether each process answers: one whose event loop is blocked does not */
async function areAllAwake(servers: readonly RunningServer[]): Promise<boolean> {
  const answers = servers.map(({ url }) => fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2000) }));
  return (await Promise.allSettled(answers)).every(({ status }) => status === "fulfilled");
}

export const FAULTS = {
  /** SIGKILL. */
  kill: {
    hits: "process",
    moves: true,
    async do(cluster, victim) {
      const at = await cluster.kill(victim);
      return { at, over: async () => void (await cluster.add()) };
    },
  },
  /** Stopped (SIGSTOP), as by a debugger or an overloaded host; woken when its rooms have another owner. */
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
  /** Redis restarts without its data. */
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
  /** Redis hangs: connections stay open, no command is answered, no data is lost. */
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
  /** SIGTERM: the process hands its rooms over and ends. */
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
  /**
   * Stopped for a moment, as on an overloaded machine: other processes cannot tell yet whether it is dead.
   */
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
  /** The connection of one process to Redis is slow for a while. */
  delay: {
    hits: "process",
    moves: "maybe",
    async do(cluster, victim, chance) {
      const at = performance.now();
      const line = cluster.proxies.get(victim)!;
      line.delay(between(chance, 50, 1500) / 2);
      await wait(between(chance, 2000, 5000));
      line.delay(0);
      return { at, over: nothing };
    },
  },
  /** The connections of one process to Redis break, and it gets no new ones for a moment. */
  cut: {
    hits: "process",
    moves: "maybe",
    async do(cluster, victim, chance) {
      const at = performance.now();
      const line = cluster.proxies.get(victim)!;
      line.cut();
      await wait(between(chance, 50, 5000));
      line.mend();
      return { at, over: nothing };
    },
  },
  /** A lagging replica replaces Redis: the latest writes are lost. */
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
        "the replica to be in sync",
      );
      const at = performance.now();
      way.delay(60_000);
      await wait(between(chance, 200, 3000));
      await replica.client.replicaof("NO", "ONE");
      way.close();
      cluster.redis = replica;
      for (const line of cluster.proxies.values()) {
        line.to(replica.port);
        line.cut();
        line.mend();
      }
      await old.close();
      return { at, recovered: await recovery(cluster), over: nothing };
    },
  },
  /**
   * The I/O thread of one process ends, or hangs, by turns; the processes were started with
   * `breakableThread`.
   */
  thread: {
    hits: "process",
    moves: false,
    drops: true,
    async do(_cluster, victim) {
      const at = performance.now();
      const { length } = threadEnds(victim);
      victim.process.kill("SIGUSR2");
      await until(() => threadEnds(victim).length > length, "the end of the thread to be noticed");
      return { at, over: nothing };
    },
  },
  /**
   * A match of its own breaks its owners, one after the other: see breakingServer.ts. Each process that ends
   * is replaced.
   */
  match: {
    hits: "all",
    moves: "maybe",
    async do(cluster) {
      const at = performance.now();
      const { url } = cluster.servers[0]!;
      let room: string | undefined;
      await until(async () => {
        ({ room } = await requestSeat(url, "arena", "create"));
        return room !== undefined;
      }, "a match of its own");
      // Its player asks for the match again and again, so that one process after the other takes it over.
      await join({ url, room: "arena", name: "Fatal", at: room! });
      const started: Promise<RunningServer>[] = [];
      await until(async () => {
        const isOver = (await cluster.redis.client.exists(`skirmish:lost:${room}`)) === 1;
        for (const server of cluster.servers.filter(hasEnded)) {
          cluster.servers.splice(cluster.servers.indexOf(server), 1);
          started.push(cluster.add());
        }
        // The watchdog ends the last owner some seconds after the match.
        return isOver && (await areAllAwake(cluster.servers));
      }, "the match that breaks its owners to end");
      await Promise.all(started);
      return { at, broke: started.length, over: nothing };
    },
  },
} as const satisfies { [name: string]: Fault };

export type FaultName = keyof typeof FAULTS;
