/** The machine that runs Redis: it can hang, restart, lose its data, or be replaced by a lagging replica. */
import type { Connection } from "./connection.ts";
import { SimRedis } from "./redis.ts";
import type { Data } from "./redisData.ts";
import type { SimWorld } from "./world.ts";

/** A subscription and its handler. */
interface Subscription {
  connection: Connection;
  handle(message: unknown): void;
}

export class RedisHost {
  readonly redis: SimRedis;
  readonly connections = new Set<Connection>();
  readonly #channels = new Map<string, Set<Subscription>>();
  readonly #world: SimWorld;
  #isHanging = false;
  #isDown = false;
  /** Commands that arrived during a hang. */
  #stalled: (() => void)[] = [];
  #replica: Data | undefined;
  /** When Redis last became unavailable or available, ms. */
  troubledAt = Number.NEGATIVE_INFINITY;

  constructor(world: SimWorld) {
    this.#world = world;
    this.redis = new SimRedis(() => world.now);
  }

  /** Whether a new connection would be answered. */
  get answers(): boolean {
    return !this.#isHanging && !this.#isDown;
  }

  carryOut(work: () => void): void {
    if (this.#isHanging) this.#stalled.push(work);
    else if (!this.#isDown) work();
  }

  hang(): void {
    this.troubledAt = this.#world.now;
    this.#isHanging = true;
  }

  resume(): void {
    this.troubledAt = this.#world.now;
    this.#isHanging = false;
    for (const work of this.#stalled.splice(0)) work();
  }

  /** @param keeps whether the data survives the restart */
  stop(keeps: boolean): void {
    this.#isDown = true;
    this.#isHanging = false;
    this.#stalled = [];
    if (!keeps) this.redis.flush();
    this.#breakAll();
  }

  start(): void {
    this.troubledAt = this.#world.now;
    this.#isDown = false;
    this.redis.run++;
  }

  /** From now on the replica receives no more changes. */
  lag(): void {
    this.#replica ??= this.redis.copy();
  }

  /** Promotes the replica: changes since the start of the lag are lost. */
  promote(): void {
    if (this.#replica === undefined) return;
    this.redis.data = this.#replica;
    this.redis.run++;
    this.#replica = undefined;
    this.#isHanging = false;
    this.#stalled = [];
    this.#breakAll();
  }

  /** @returns a function that ends the subscription */
  subscribe(channel: string, connection: Connection, handle: (message: unknown) => void): () => void {
    const subscription = { connection, handle };
    const all = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, all.add(subscription));
    return () => {
      all.delete(subscription);
      if (all.size === 0) this.#channels.delete(channel);
    };
  }

  /** @returns the number of subscribers */
  publish(channel: string, message: unknown): number {
    const all = [...(this.#channels.get(channel) ?? [])].filter(({ connection }) => connection.isOpen);
    for (const { connection, handle } of all) connection.push(() => handle(message));
    return all.length;
  }

  /** Names of the channels with subscribers. */
  get channels(): string[] {
    return [...this.#channels.keys()];
  }

  #breakAll(): void {
    this.troubledAt = this.#world.now;
    for (const connection of this.connections) connection.break();
    this.#world.note("all connections to Redis break");
  }
}
