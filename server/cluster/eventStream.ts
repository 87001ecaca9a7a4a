/**
 * What operators should know of, from all processes, in one stream in Redis: its ids are those of the feed.
 *
 * A command that was given up may still be executed, late: Redis stood still, or its answer was lost. So each event has a number
 * of its own, and Redis keeps the newest that a process has written: what is sent again is written once, and in order.
 */
import { randomUUID } from "node:crypto";
import type { Redis, Result } from "ioredis";
import type { OpsEvent } from "../../shared/operators.ts";
import { type EventStore, KEPT, type Stored } from "../ops/events.ts";

const STREAM = "events";
/** Events kept while Redis is away. */
const WAITING = 500;
/** Most events of one command. */
const BATCH = 100;
/** Until it is tried again, ms. */
const AGAIN = 250;
/** Redis remembers that long what a process has written, ms: far longer than a command can be late. */
const REMEMBERED = 3_600_000;

/** Appends events beyond the newest that is written. Always sent from the oldest on that was not confirmed. */
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
  /** Where Redis keeps the number of the newest event written from here. */
  readonly #written = `${STREAM}:${randomUUID()}`;
  /** What is not confirmed yet, oldest first; the first `#sent` are on their way. */
  readonly #waiting: Numbered[] = [];
  #sent = 0;
  /** Planned while Redis is away: one, however many events come meanwhile. */
  #retry: NodeJS.Timeout | undefined;
  #number = 0;
  #lost = 0;
  /** Id of this one. */
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
      this.#retry = setTimeout(() => this.#writeNow(), AGAIN).unref();
      return;
    }
    if (this.#lost > 0) this.#tellLost();
  }

  #tellLost(): void {
    const text = `${this.#lost} events are lost: Redis was away for too long`;
    this.#lost = 0;
    this.add({ kind: "redis", text, at: Date.now(), process: this.#process });
  }
}
