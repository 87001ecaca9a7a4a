/**
 * The framework's Redis presence, extended for an unavailable Redis and dead peers.
 *
 * Most callers ignore the promises of these methods, so a failure must not become an unhandled rejection. Subscriptions are restored on
 * the next connection, and the heartbeat of the registry repairs the rest.
 */
import { RedisPresence } from "@colyseus/redis-presence";
import type { Redis } from "ioredis";
import { CODE, isReply, isRequest, isRequestTo, replyChannel } from "../framework/ipc.ts";
import { measureSilence } from "../framework/redis.ts";
import { NO_RECEIVER } from "./ports.ts";

/** Message of ioredis for a command that was not answered in time. */
const TIMED_OUT = "Command timed out";
/** An answer that could not be sent is kept this long, ms: its caller waits no longer (orderCall.ts). */
const UNSENT_KEPT = 60_000;
/** Most answers that are kept. */
const UNSENT = 1000;

interface Unsent {
  topic: string;
  data: unknown;
  /** By performance.now(). */
  since: number;
}

export class ClusterPresence extends RedisPresence {
  /**
   * Stands before the name of every channel; ioredis puts it before keys by itself. (No `#`: the framework gives each room an
   * object made from this one, which has no private fields.)
   */
  protected readonly prefix: string;
  /** Answers from the time without a connection, the oldest first. */
  protected unsent: Unsent[] = [];

  constructor(redis: Redis) {
    super(redis);
    this.prefix = redis.options.keyPrefix ?? "";
    // The framework would log every failed attempt; the registry logs once that Redis is unavailable.
    for (const connection of [this.sub, this.pub] as Redis[]) {
      const frameworks = connection.listeners("error").at(-1) as (error: Error) => void;
      connection.on("error", () => {}).off("error", frameworks);
    }
    // The framework makes this connection as a copy of the other one.
    measureSilence(this.subscriber);
    // Before the listener that the framework adds to the first subscription, and only if there is none.
    this.subscriber
      .on("message", (channel: string, text: string) => this.refuseForGone(channel, text))
      .on("message", this.handleSubscription);
    (this.pub as Redis).on("ready", () => this.sendUnsent());
  }

  /** A request to a room that has just closed here is still delivered here. No listener will answer it, so it is refused. */
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
    await super.subscribe(this.prefix + topic, callback).catch(forgive);
    return this;
  }

  override async unsubscribe(topic: string, callback?: (...args: unknown[]) => void): Promise<this> {
    await super.unsubscribe(this.prefix + topic, callback).catch(forgive);
    return this;
  }

  /**
   * A request that timed out may still be delivered and answered. A request that was not sent fails at once. An answer that was not
   * sent is sent with the next connection: it reports what was done, and its caller may still wait.
   */
  override async publish(topic: string, data: unknown): Promise<void> {
    await this.send(topic, data).catch(({ message }: Error) => {
      if (message === TIMED_OUT) return;
      if (isReply(topic)) this.keep({ topic, data, since: performance.now() });
      else this.failed(topic, data, message);
    });
  }

  protected keep(answer: Unsent): void {
    this.unsent.push(answer);
    if (this.unsent.length > UNSENT) this.unsent.shift();
  }

  protected sendUnsent(): void {
    const oldest = performance.now() - UNSENT_KEPT;
    for (const answer of this.unsent.splice(0))
      if (answer.since > oldest)
        this.send(answer.topic, answer.data).catch(({ message }: Error) => {
          if (message !== TIMED_OUT) this.keep(answer);
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

  override async hdel(key: string, field: string): Promise<boolean> {
    return await super.hdel(key, field).catch(() => false);
  }

  override shutdown(): void {
    this.sub.disconnect();
    this.pub.disconnect();
  }
}

/** Restored by `resubscribeAll` when the connection is back. */
const forgive = (): void => {};
