/** Several server processes that share a Redis of their own. */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { LEASES } from "../../server/cluster/beat.ts";
import type { Status } from "../../server/ops/operations.ts";
import { type MovingAddress, movingAddress } from "./movingAddress.ts";
import { freePort } from "./ports.ts";
import { startRedis, type TestRedis } from "./redis.ts";
import { type RunningServer, readyAt, startServer } from "./server.ts";
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
/** The same for all processes: each accepts the session tokens of the others. */
const AUTH_SECRET = "the-secret-of-a-test-that-all-processes-know";

/** A process became the owner of a room. `tick`: where it restored the match. */
export interface Owned {
  room: string;
  epoch: number;
  process: string;
  tick?: number;
}

export class TestCluster {
  redis: TestRedis;
  /** The proxy between each process and Redis, if the cluster has them. */
  readonly proxies = new Map<RunningServer, MovingAddress>();
  /** Headers of an operator's request. */
  readonly operator = { authorization: `Bearer ${OPS_TOKEN}` };
  /** Processes that were started and not killed. */
  readonly servers: RunningServer[] = [];
  /** All processes that were started, for their logs. */
  readonly allServers: RunningServer[] = [];

  readonly #hasLines: boolean;
  readonly #always: { [name: string]: string };
  readonly #program: string | undefined;
  /** Processes that are being started: a test may end before they are ready. */
  readonly #starting = new Set<Promise<RunningServer>>();

  private constructor(
    redis: TestRedis,
    hasProxies: boolean,
    always: { [name: string]: string },
    program: string | undefined,
  ) {
    this.redis = redis;
    this.#always = always;
    this.#program = program;
    this.#hasLines = hasProxies;
  }

  /**
   * @param env see `add`
   * @param hasProxies whether each process gets a proxy to Redis
   * @param always environment of each process, of those that are added later, too
   * @param program of each process: see `startServer`
   */
  static async start(
    count: number,
    env: { [name: string]: string } = {},
    hasProxies = false,
    always: { [name: string]: string } = {},
    program?: string,
  ): Promise<TestCluster> {
    const cluster = new TestCluster(await startRedis(), hasProxies, always, program);
    try {
      await Promise.all(Array.from({ length: count }, () => cluster.add(env)));
    } catch (error) {
      await cluster.close();
      throw error;
    }
    return cluster;
  }

  /** @param env overrides the defaults; for the other parameters see `startServer` */
  async add(
    env: { [name: string]: string } = {},
    program?: string,
    descriptors?: number,
  ): Promise<RunningServer> {
    const starting = this.#add(env, program ?? this.#program, descriptors);
    this.#starting.add(starting);
    return await starting.finally(() => this.#starting.delete(starting));
  }

  async #add(
    env: { [name: string]: string },
    program: string | undefined,
    descriptors: number | undefined,
  ): Promise<RunningServer> {
    const port = String(await freePort());
    const own = { PORT: port, PUBLIC_ADDRESS: `127.0.0.1:${port}` };
    const line = this.#hasLines ? await movingAddress(this.redis.port) : undefined;
    const shared = { REDIS_URL: line?.url ?? this.redis.url, OPS_TOKEN, AUTH_SECRET };
    const server = await startServer({ ...own, ...shared, ...this.#always, ...env }, program, descriptors);
    if (line !== undefined) this.proxies.set(server, line);
    this.servers.push(server);
    this.allServers.push(server);
    await readyAt(server.url);
    return server;
  }

  /** Kills a process (SIGKILL). @returns when it had ended, ms */
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

  /** Stops a process (SIGSTOP), and keeps its lease: to the others it may answer at any moment. */
  async pause(server: RunningServer): Promise<void> {
    const id = await this.idOf(server);
    server.process.kill("SIGSTOP");
    // After its last heartbeat, which may be on its way.
    await this.redis.client.ping();
    await this.redis.client.zadd(`skirmish:${LEASES}`, Date.now() + 120_000, id);
  }

  /** Ends a process with SIGTERM: it hands its rooms over. */
  async drain(server: RunningServer): Promise<void> {
    this.servers.splice(this.servers.indexOf(server), 1);
    await server.stop();
  }

  /** @returns the listed rooms, as the first process answers */
  async rooms(): Promise<Listed[]> {
    let rooms: Listed[] | undefined;
    // The answer is 503 while Redis is slow.
    await until(async () => {
      const answer = await fetch(`${this.servers[0]!.url}/api/rooms`);
      if (answer.ok) rooms = (await answer.json()) as Listed[];
      return answer.ok;
    }, "the list of rooms");
    return rooms!;
  }

  async status(server = this.servers[0]!): Promise<Status> {
    let status: Status | undefined;
    // The answer is 503 while Redis is slow.
    await until(async () => {
      const answer = await fetch(`${server.url}/ops/status`, { headers: this.operator });
      if (answer.ok) status = (await answer.json()) as Status;
      return answer.ok;
    }, `the status of ${server.url}`);
    return status!;
  }

  /**
   * Waits until the processes know one another and that each admits players: a process refuses them while it
   * starts.
   * @param servers all living processes
   */
  async ready(servers: readonly RunningServer[] = this.servers): Promise<void> {
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

  /** @returns the process that owns a room. A process that was stopped denies it until it has asked Redis. */
  async ownerOf(room: string): Promise<RunningServer> {
    let owner: RunningServer | undefined;
    await until(async () => {
      owner = await this.ownerNow(room);
      return owner !== undefined;
    }, `a process to have room ${room}`);
    return owner!;
  }

  /** @returns the process that claims to own a room; undefined when none does */
  async ownerNow(room: string): Promise<RunningServer | undefined> {
    for (const server of this.servers) {
      const answer = await fetch(`${server.url}/api/rooms/${room}/here`, {
        signal: AbortSignal.timeout(2000),
      }).catch(() => undefined);
      if (answer?.ok) return server;
    }
    return undefined;
  }

  /** @returns the owner of a room in Redis */
  async ownerIn(room: string): Promise<RunningServer | undefined> {
    const owner = await this.redis.client.hget(`skirmish:room:${room}`, "owner");
    return this.servers.find((server) => ownedBy(server).some(({ process }) => process === owner));
  }

  async where(room: string, server = this.servers[0]!): Promise<Where | number> {
    const answer = await fetch(`${server.url}/api/rooms/${room}/where`);
    return answer.ok ? ((await answer.json()) as Where) : answer.status;
  }

  /** The same, asked again for as long as the answer is 503: the process, the owner or Redis may be slow. */
  async located(room: string, server = this.servers[0]!): Promise<Where | number> {
    let where: Where | number = 503;
    await until(async () => {
      where = await this.where(room, server);
      return where !== 503;
    }, `room ${room} to be located`);
    return where;
  }

  /** Waits until Redis takes each step of a room: then the death of its owner costs 2 ticks at most (SV3). */
  async savesSteps(room: string): Promise<void> {
    const length = () => this.redis.client.strlen(`skirmish:tail:${room}`);
    await until(async () => {
      const before = await length();
      await wait(50);
      return before > 0 && (await length()) > before;
    }, `Redis to take the steps of room ${room}`);
  }

  /**
   * On a busy machine a match may move more often than a test plans: from an owner that did not run for a
   * second.
   * @returns the latest epoch of a room, as the processes have logged it
   */
  epochOf(room: string): number {
    return Math.max(0, ...this.owned().map((one) => (one.room === room ? one.epoch : 0)));
  }

  /** @returns the epochs of a room that began with a hand-over, not with a takeover */
  handedOver(room: string): number[] {
    const lines = this.allServers.flatMap((server) => server.log().split("\n"));
    const given = lines
      .filter((line) => line.includes('"msg":"room handed over"'))
      .map((line) => JSON.parse(line) as Owned)
      .filter((one) => one.room === room);
    const owned = this.owned().filter((one) => one.room === room);
    // A hand-over counts the epoch up twice: when it is offered, and when it is accepted.
    return given.flatMap(({ epoch }) => owned.find((one) => one.epoch > epoch)?.epoch ?? []);
  }

  /** @returns the log lines of processes that became owners, by epoch */
  owned(): Owned[] {
    return this.allServers.flatMap(ownedBy).sort((a, b) => a.epoch - b.epoch);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#starting);
    for (const server of this.servers) {
      if (server.process.exitCode !== null || server.process.signalCode !== null) continue;
      const ended = once(server.process, "exit");
      server.process.kill("SIGKILL");
      await ended;
    }
    for (const line of this.proxies.values()) line.close();
    await this.redis.close();
  }
}

/** @returns the log lines of a process that became an owner */
function ownedBy(server: RunningServer): Owned[] {
  return server
    .log()
    .split("\n")
    .flatMap((line): Owned[] => {
      if (!/"msg":"room (opened|restored|kept)"/.test(line)) return [];
      const { room, epoch, process, tick } = JSON.parse(line);
      return [{ room, epoch, process, ...(tick === undefined ? {} : { tick }) }];
    });
}
