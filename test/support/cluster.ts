/** Several server processes that share a Redis of their own. */
import { once } from "node:events";
import type { Status } from "../../server/ops/operations.ts";
import { type MovingAddress, movingAddress } from "./movingAddress.ts";
import { freePort } from "./ports.ts";
import { startRedis, type TestRedis } from "./redis.ts";
import { type RunningServer, startServer } from "./server.ts";
import { until } from "./until.ts";

export interface Listed {
  id: string;
  name: string;
  players: number;
  process: string;
}

export interface Where {
  process: string;
  address: string;
  peers: string[];
}

export const OPS_TOKEN = "the-token-of-a-test";
/** The same for all processes: each believes the sessions that another has given out. */
const AUTH_SECRET = "the-secret-of-a-test-that-all-processes-know";

/** A process made a room its own; with a tick when it went on with a match from there. */
export interface Owned {
  room: string;
  epoch: number;
  process: string;
  tick?: number;
}

export class TestCluster {
  redis: TestRedis;
  /** The way of each process to Redis, where each has one of its own. */
  readonly lines = new Map<RunningServer, MovingAddress>();
  /** What an operator's requests carry. */
  readonly operator = { authorization: `Bearer ${OPS_TOKEN}` };
  /** Everybody who was started and not killed. */
  readonly servers: RunningServer[] = [];
  /** Everybody who was ever started, for what they logged. */
  readonly everybody: RunningServer[] = [];

  readonly #hasLines: boolean;

  private constructor(redis: TestRedis, hasLines: boolean) {
    this.redis = redis;
    this.#hasLines = hasLines;
  }

  /** @param env see `add` @param hasLines whether each process gets a way of its own to Redis: see `lines` */
  static async start(
    count: number,
    env: { [name: string]: string } = {},
    hasLines = false,
  ): Promise<TestCluster> {
    const cluster = new TestCluster(await startRedis(), hasLines);
    try {
      await Promise.all(Array.from({ length: count }, () => cluster.add(env)));
    } catch (error) {
      await cluster.close();
      throw error;
    }
    return cluster;
  }

  /** @param env in place of what processes get by themselves. For the others see `startServer`. */
  async add(
    env: { [name: string]: string } = {},
    program?: string,
    descriptors?: number,
  ): Promise<RunningServer> {
    const port = String(await freePort());
    const own = { PORT: port, PUBLIC_ADDRESS: `127.0.0.1:${port}` };
    const line = this.#hasLines ? await movingAddress(this.redis.port) : undefined;
    const shared = { REDIS_URL: line?.url ?? this.redis.url, OPS_TOKEN, AUTH_SECRET };
    const server = await startServer({ ...own, ...shared, ...env }, program, descriptors);
    if (line !== undefined) this.lines.set(server, line);
    this.servers.push(server);
    this.everybody.push(server);
    await until(
      async () => (await fetch(`${server.url}/readyz`)).ok,
      `the process at ${server.url} to be ready`,
    );
    return server;
  }

  /** Ends a process without a word. @returns when, ms */
  async kill(server: RunningServer): Promise<number> {
    const { process } = server;
    const hasEnded = process.exitCode !== null || process.signalCode !== null;
    const ended = hasEnded || once(process, "exit");
    const at = performance.now();
    process.kill("SIGKILL");
    await ended;
    this.servers.splice(this.servers.indexOf(server), 1);
    return at;
  }

  /** @returns the rooms listed, asked of the first process */
  async rooms(): Promise<Listed[]> {
    let rooms: Listed[] | undefined;
    // 503 while Redis is slow to answer.
    await until(async () => {
      const answer = await fetch(`${this.servers[0]!.url}/api/rooms`);
      if (answer.ok) rooms = (await answer.json()) as Listed[];
      return answer.ok;
    }, "the list of rooms");
    return rooms!;
  }

  async status(server = this.servers[0]!): Promise<Status> {
    return (await (await fetch(`${server.url}/ops/status`, { headers: this.operator })).json()) as Status;
  }

  /**
   * Waits until processes know one another, and know that each takes rooms: in its first moments a process says that it does not.
   * @param servers all that live
   */
  async acquainted(servers: readonly RunningServer[] = this.servers): Promise<void> {
    const knowsAll = async (server: RunningServer): Promise<boolean> => {
      const { processes } = await this.status(server);
      const ready = processes.filter(({ state, fault }) => state === "ready" && fault === undefined);
      return ready.length === servers.length && processes.length === servers.length;
    };
    for (const server of servers)
      await until(() => knowsAll(server), `the process at ${server.url} to know the others`);
  }

  /** @returns the id of a process */
  async idOf(server: RunningServer): Promise<string> {
    return (await this.status(server)).process;
  }

  /** @returns the process that has a room. One that has slept for a moment does not say so before it has asked Redis. */
  async ownerOf(room: string): Promise<RunningServer> {
    let owner: RunningServer | undefined;
    await until(async () => {
      owner = await this.ownerNow(room);
      return owner !== undefined;
    }, `a process to have room ${room}`);
    return owner!;
  }

  /** @returns the process that says that it has a room; undefined when none does */
  async ownerNow(room: string): Promise<RunningServer | undefined> {
    for (const server of this.servers) {
      const answer = await fetch(`${server.url}/api/rooms/${room}/here`, {
        signal: AbortSignal.timeout(2000),
      }).catch(() => undefined);
      if (answer?.ok) return server;
    }
    return undefined;
  }

  /** @returns the process that Redis knows as a room's owner */
  async ownerIn(room: string): Promise<RunningServer | undefined> {
    const owner = await this.redis.client.hget(`skirmish:room:${room}`, "owner");
    const owned = this.owned().find((one) => one.process === owner);
    return this.servers.find(
      (server) => owned !== undefined && server.log().includes(`"process":"${owner}"`),
    );
  }

  async where(room: string, server = this.servers[0]!): Promise<Where | number> {
    const answer = await fetch(`${server.url}/api/rooms/${room}/where`);
    return answer.ok ? ((await answer.json()) as Where) : answer.status;
  }

  /** @returns what processes logged when they made a room theirs, epoch by epoch */
  owned(): Owned[] {
    const lines = this.everybody.flatMap((server) => server.log().split("\n"));
    const owned = lines.flatMap((line): Owned[] => {
      if (!/"msg":"room (opened|restored|kept)"/.test(line)) return [];
      const { room, epoch, process, tick } = JSON.parse(line);
      return [{ room, epoch, process, ...(tick === undefined ? {} : { tick }) }];
    });
    return owned.sort((a, b) => a.epoch - b.epoch);
  }

  async close(): Promise<void> {
    for (const server of this.servers) {
      if (server.process.exitCode !== null || server.process.signalCode !== null) continue;
      const ended = once(server.process, "exit");
      server.process.kill("SIGKILL");
      await ended;
    }
    for (const line of this.lines.values()) line.close();
    await this.redis.close();
  }
}
