/**
 * The events of all processes for operators, in one stream in Redis. The feed uses the ids of the stream.
 *
 * Redis may still execute a command after its timeout. So each event of a process has a number, and Redis
 * keeps the newest number that a process has written: an event that is sent twice is written once, and events
 * keep their order.
 */
import { randomUUID } from "node:crypto";
import type { Redis, Result } from "ioredis";
import type { OpsEvent } from "../../shared/operators.ts";
import { type EventStore, KEPT, type Stored } from "../ops/events.ts";

const STREAM = "events";
/** Most events that wait while Redis is away. */
const WAITING = 500;
/** Most events of one command. */
const BATCH = 100;
/** Time until a failed write is tried again, ms. */
const RETRY_AFTER = 250;
/** Redis keeps the newest number of a process for this long, ms: far longer than a command can be late. */
const REMEMBERED = 3_600_000;

/**
 * Appends the events whose numbers are higher than the newest. A command always begins with the oldest
 * unconfirmed event.
 */
const APPEND = `
local newest = tonumber(redis.call("GET", KEYS[2]) or 0)
for i = 3, #ARGV, 2 do
  local number = tonumber(ARGV[i])
  if number > newest then
    redis.call("XADD", KEYS[1], "MAXLEN", "~", ARGV[1], "*", "event", ARGV[i + 1])
    newest = number
  end
end
redis.call("SET", KEYS[2], newest, "PX", ARGV[2])
return newest
`;

declare module "ioredis" {
  interface RedisCommander<Context> {
    skirmishAppend(...args: (string | number)[]): Result<number, Context>;
  }
}

type Numbered = readonly [number: number, event: OpsEvent];

export class EventStream implements EventStore {
  readonly #redis: Redis;
  /** Key of the number of the newest event that this process has written. */
  readonly #written = `${STREAM}:${randomUUID()}`;
  /** Events that are not confirmed yet, oldest first; the first `#sent` have been sent. */
  readonly #waiting: Numbered[] = [];
  #sent = 0;
  /** The next attempt while Redis is away. */
  #retry: NodeJS.Timeout | undefined;
  #number = 0;
  #lost = 0;
  /** Id of this process. */
  #process = "";

  constructor(redis: Redis) {
    this.#redis = redis;
    redis.defineCommand("skirmishAppend", { numberOfKeys: 2, lua: APPEND });
    redis.on("ready", () => this.#writeNow());
  }

  add(event: OpsEvent): void {
    this.#waiting.push([++this.#number, event]);
    this.#process = event.process;
    if (this.#waiting.length > WAITING + this.#sent) {
      this.#waiting.splice(this.#sent, 1);
      this.#lost++;
    }
    if (this.#retry === undefined) void this.#write();
  }

  async after(id: string | undefined, count: number): Promise<Stored[]> {
    const entries =
      id === undefined
        ? (await this.#redis.xrevrange(STREAM, "+", "-", "COUNT", count)).reverse()
        : await this.#redis.xrange(STREAM, `(${id}`, "+", "COUNT", count);
    return entries.map(([one, [, text]]) => [one, JSON.parse(text!) as OpsEvent]);
  }

  #writeNow(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    void this.#write();
  }

  /** One command at a time: two could overtake each other. */
  async #write(): Promise<void> {
    if (this.#sent > 0) return;
    try {
      while (this.#waiting.length > 0) {
        const batch = this.#waiting.slice(0, BATCH);
        this.#sent = batch.length;
        const args = batch.flatMap(([number, event]) => [number, JSON.stringify(event)]);
        await this.#redis.skirmishAppend(STREAM, this.#written, KEPT, REMEMBERED, ...args);
        this.#waiting.splice(0, this.#sent);
        this.#sent = 0;
      }
    } catch {
      this.#sent = 0;
      this.#retry = setTimeout(() => this.#writeNow(), RETRY_AFTER).unref();
      return;
    }
    if (this.#lost > 0) this.#reportLost();
  }

  #reportLost(): void {
    const text = `${this.#lost} events are lost: Redis was away for too long`;
    this.#lost = 0;
    this.add({ kind: "redis", text, at: Date.now(), process: this.#process });
  }
}
