/**
 * The framework's Redis presence, extended for an unavailable Redis and dead peers.
 *
 * Most callers ignore the promises of these methods, so a failure must not become an unhandled rejection.
 * Subscriptions are restored on the next connection, and the heartbeat of the registry repairs the rest.
 */
import { RedisPresence } from "@colyseus/redis-presence";
import type { Redis } from "ioredis";
import { type Answer, CODE, isReply, isRequest, isRequestTo, replyChannel } from "../framework/ipc.ts";
import { defineScripts } from "../framework/redis.ts";
import { Answers } from "./answers.ts";
import { NO_RECEIVER } from "./ports.ts";
import { toleratePauses } from "./redis.ts";

/** Message of ioredis for a command that was not answered in time. */
const TIMED_OUT = "Command timed out";
/** Subscriptions that a connected Redis has not confirmed are repeated after this time, ms. */
const AGAIN = 1000;

const SCRIPTS = {
  /** field, value, `at` of the value. KEYS: hash. Returns 1 when it was written. */
  hsetLater: {
    keys: 1,
    lua: `
local isJson, known = pcall(cjson.decode, redis.call('HGET', KEYS[1], ARGV[1]) or '')
if isJson and type(known) == 'table' and (tonumber(known.at) or 0) >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1`,
  },
} as const;

export class ClusterPresence extends RedisPresence {
  /**
   * Stands before the name of every channel; ioredis puts it before keys by itself. (No `#`: the framework
   * gives each room an object made from this one, which has no private fields.)
   */
  protected readonly prefix: string;
  protected readonly run: ReturnType<typeof defineScripts<keyof typeof SCRIPTS>>;
  protected readonly resubscribed: (() => void)[] = [];
  protected readonly unconfirmed: { timer?: NodeJS.Timeout | undefined } = {};
  protected readonly answers = new Answers((channel, answer) =>
    this.send(channel, answer).catch((error: Error) => {
      if (error.message !== TIMED_OUT) throw error;
      return undefined;
    }),
  );

  constructor(redis: Redis) {
    super(redis);
    this.prefix = redis.options.keyPrefix ?? "";
    this.run = defineScripts(redis, "skirmish:presence:", SCRIPTS);
    // The framework would log every failed attempt; the registry logs once that Redis is unavailable.
    for (const connection of [this.sub, this.pub] as Redis[]) {
      const frameworks = connection.listeners("error").at(-1) as (error: Error) => void;
      connection.on("error", () => {}).off("error", frameworks);
    }
    // The framework makes this connection as a copy of the other one.
    toleratePauses(this.subscriber);
    // Before the listener that the framework adds to the first subscription, and only if there is none.
    this.subscriber
      .on("message", (channel: string, text: string) => this.refuseForGone(channel, text))
      .on("message", this.handleSubscription);
  }

  /**
   * A request to a room that has just closed here is still delivered here. No listener will answer it, so it
   * is refused.
   */
  protected refuseForGone(channel: string, text: string): void {
    const topic = channel.slice(this.prefix.length);
    if (this.subscriptions.listenerCount(channel) > 0 || !isRequestTo(topic)) return;
    try {
      const data: unknown = JSON.parse(text);
      if (isRequest(topic, data)) void this.publish(replyChannel(data[1]), [CODE.error, NO_RECEIVER]);
    } catch {
      // The framework logs the error.
    }
  }

  get subscriber(): Redis {
    return this.sub as Redis;
  }

  override async subscribe(topic: string, callback: (...args: unknown[]) => void): Promise<this> {
    await super.subscribe(this.prefix + topic, callback).catch(() => this.subscribeLater());
    return this;
  }

  /**
   * @param callback called when the subscriptions are restored, or confirmed late: what was published
   * meanwhile may not have arrived
   */
  onResubscribed(callback: () => void): void {
    this.resubscribed.push(callback);
  }

  /** The framework calls it when the connection is ready. */
  protected override resubscribeAll(): void {
    const topics = this.subscriptions.eventNames() as string[];
    if (topics.length === 0) return;
    const tell = (): void => {
      for (const callback of this.resubscribed) callback();
    };
    void this.subscriber.subscribe(...topics).then(tell, () => this.subscribeLater());
  }

  /** Without a connection there is nothing to do: the next one restores the subscriptions. */
  protected subscribeLater(): void {
    this.unconfirmed.timer ??= setTimeout(() => {
      this.unconfirmed.timer = undefined;
      if (this.subscriber.status === "ready") this.resubscribeAll();
    }, AGAIN).unref();
  }

  override async unsubscribe(topic: string, callback?: (...args: unknown[]) => void): Promise<this> {
    await super.unsubscribe(this.prefix + topic, callback).catch(forgive);
    return this;
  }

  /**
   * A request that timed out may still be delivered and answered. A request that was not sent fails at once.
   * An answer is sent until it is received: see `Answers`.
   */
  override async publish(topic: string, data: unknown): Promise<void> {
    if (isReply(topic)) {
      void this.answers.send(topic, data as Answer);
      return;
    }
    await this.send(topic, data).catch(({ message }: Error) => {
      if (message !== TIMED_OUT) this.failed(topic, data, message);
    });
  }

  /**
   * Redis returns the number of receivers, so a request to a dead process fails at once.
   * @returns the number of receivers @throws when Redis does not answer: then it may still be published later
   */
  async send(topic: string, data: unknown): Promise<number> {
    const text = JSON.stringify(data === undefined ? false : data);
    const receivers = await (this.pub as Redis).publish(this.prefix + topic, text);
    if (receivers === 0) this.failed(topic, data, NO_RECEIVER);
    return receivers;
  }

  protected failed(topic: string, data: unknown, why: string): void {
    if (isRequest(topic, data))
      this.subscriptions.emit(this.prefix + replyChannel(data[1]), [CODE.error, why]);
  }

  override async hset(key: string, field: string, value: string): Promise<boolean> {
    return await super.hset(key, field, value).catch(() => false);
  }

  /**
   * Sets a field to the JSON of a value, unless it has one that is as late or later. @returns whether it was set
   */
  async hsetLater<Value extends { readonly at: number }>(
    key: string,
    field: string,
    value: Value,
  ): Promise<boolean> {
    const written = this.run("hsetLater", key, field, JSON.stringify(value), value.at);
    return (await written.catch(() => 0)) === 1;
  }

  override async hdel(key: string, field: string): Promise<boolean> {
    return await super.hdel(key, field).catch(() => false);
  }

  override shutdown(): void {
    this.sub.disconnect();
    this.pub.disconnect();
  }
}

/** The next connection subscribes to no topic without a listener. */
const forgive = (): void => {};
