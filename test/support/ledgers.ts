/** The ledger of a real Redis, as several processes use it. */
import { setTimeout as wait } from "node:timers/promises";
import type { Redis } from "ioredis";
import { Ledger, type LedgerStore } from "../../server/cluster/ledger.ts";
import { redisLedger } from "../../server/cluster/redisLedger.ts";
import { ROOM_LEASE } from "../../server/cluster/roomLease.ts";
import { startRedis, type TestRedis } from "./redis.ts";
import { until } from "./until.ts";

export const roomKey = (room: string) => `skirmish:room:${room}`;
export const tailKey = (room: string) => `skirmish:tail:${room}`;
/** When this run of Redis was first seen. */
export const RUN_KEY = "skirmish:ledger:redis";

export const bytes = (text: string) => Buffer.from(text);
/** @returns the claim of a process that owns a room from now on */
export const won = (epoch: number, checkpoint?: string, tail?: string) => ({
  ...{ result: "won", epoch },
  checkpoint: checkpoint === undefined ? undefined : bytes(checkpoint),
  tail: tail === undefined ? undefined : bytes(tail),
});
/** @returns what `takeOver` gets of an owner */
export const from = (id: string, epoch: number) => ({ id, epoch, name: "arena" });
/** Resolves when an owner that has not renewed since counts as quiet. */
export const quiet = () => wait(ROOM_LEASE.quiet + 50);

export class TestLedgers {
  readonly server: TestRedis;
  /** Of the processes. */
  readonly connection: Redis;
  readonly #store: LedgerStore;

  private constructor(server: TestRedis, connection: Redis, store: LedgerStore) {
    this.server = server;
    this.connection = connection;
    this.#store = store;
  }

  static async start(): Promise<TestLedgers> {
    const server = await startRedis();
    const connection = await server.connect();
    const store = redisLedger(connection);
    await until(() => server.client.exists(RUN_KEY), "the run of Redis to be recorded");
    return new TestLedgers(server, connection, store);
  }

  /** A connection of the test itself. */
  get redis(): Redis {
    return this.server.client;
  }

  /** @returns the ledger as a process of that id uses it */
  of(id: string): Ledger {
    return new Ledger(this.#store, () => ({ id, address: "127.0.0.1:1", public: `play-${id}:1` }));
  }

  /** @returns the ledgers of p0, p1 … */
  processes(count: number): Ledger[] {
    return Array.from({ length: count }, (_, i) => this.of(`p${i}`));
  }

  /** As if this run of Redis had been known for long. */
  async settle(): Promise<void> {
    await this.redis.hset(RUN_KEY, "since", 0);
  }

  close(): Promise<void> {
    return this.server.close();
  }
}
