/** The machine Redis runs on: it can hang, start anew, lose what it knew, and be replaced by a replica that lags. */
import type { Connection } from "./connection.ts";
import { type Data, SimRedis } from "./redis.ts";
import type { SimWorld } from "./world.ts";

/** A message, and who hears it. */
interface Subscription {
  connection: Connection;
  hear(message: unknown): void;
}

export class RedisHost {
  readonly redis: SimRedis;
  readonly connections = new Set<Connection>();
  readonly #channels = new Map<string, Set<Subscription>>();
  readonly #world: SimWorld;
  #isHanging = false;
  #isDown = false;
  /** What has arrived while it hangs. */
  #stalled: (() => void)[] = [];
  #replica: Data | undefined;
  /** When it last began or ceased to be away, ms. */
  troubledAt = Number.NEGATIVE_INFINITY;

  constructor(world: SimWorld) {
    this.#world = world;
    this.redis = new SimRedis(() => world.now);
  }

  /** Whether somebody who connects now gets an answer. */
  get answers(): boolean {
    return !this.#isHanging && !this.#isDown;
  }

  carryOut(work: () => void): void {
    if (this.#isHanging) this.#stalled.push(work);
    else if (!this.#isDown) work();
  }

  hang(): void {
    this.#isHanging = true;
  }

  resume(): void {
    this.troubledAt = this.#world.now;
    this.#isHanging = false;
    for (const work of this.#stalled.splice(0)) work();
  }

  /** @param keeps whether it still knows everything when it is back */
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

  /** From now on a replica copies nothing more. */
  lag(): void {
    this.#replica ??= this.redis.copy();
  }

  /** The replica takes over: what came after it began to lag is lost. */
  promote(): void {
    if (this.#replica === undefined) return;
    this.redis.data = this.#replica;
    this.redis.run++;
    this.#replica = undefined;
    this.#isHanging = false;
    this.#stalled = [];
    this.#breakAll();
  }

  /** @returns what ends it */
  subscribe(channel: string, connection: Connection, hear: (message: unknown) => void): () => void {
    const subscription = { connection, hear };
    const all = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, all.add(subscription));
    return () => {
      all.delete(subscription);
      if (all.size === 0) this.#channels.delete(channel);
    };
  }

  /** @returns how many hear it */
  publish(channel: string, message: unknown): number {
    const all = [...(this.#channels.get(channel) ?? [])].filter(({ connection }) => connection.isOpen);
    for (const { connection, hear } of all) connection.push(() => hear(message));
    return all.length;
  }

  /** Names of the channels somebody listens to. */
  get channels(): string[] {
    return [...this.#channels.keys()];
  }

  #breakAll(): void {
    this.troubledAt = this.#world.now;
    for (const connection of this.connections) connection.break();
    this.#world.note("all connections to Redis break");
  }
}
