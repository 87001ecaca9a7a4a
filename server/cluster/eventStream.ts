/** What operators should know of, from all processes, in one stream in Redis: its ids are those of the feed. */
import type { Redis } from "ioredis";
import type { OpsEvent } from "../../shared/operators.ts";
import { type EventStore, KEPT, type Stored } from "../ops/events.ts";

const STREAM = "events";
/** Events kept while Redis is away. */
const WAITING = 200;

export class EventStream implements EventStore {
  readonly #redis: Redis;
  /** What did not get through, oldest first. */
  #waiting: OpsEvent[] = [];

  constructor(redis: Redis) {
    this.#redis = redis;
    redis.on("ready", () => this.#catchUp());
  }

  add(event: OpsEvent): void {
    this.#redis
      .xadd(STREAM, "MAXLEN", "~", KEPT, "*", "event", JSON.stringify(event))
      .catch(() => this.#waiting.push(event) > WAITING && this.#waiting.shift());
  }

  async after(id: string | undefined, count: number): Promise<Stored[]> {
    const entries =
      id === undefined
        ? (await this.#redis.xrevrange(STREAM, "+", "-", "COUNT", count)).reverse()
        : await this.#redis.xrange(STREAM, `(${id}`, "+", "COUNT", count);
    return entries.map(([one, [, text]]) => [one, JSON.parse(text!) as OpsEvent]);
  }

  #catchUp(): void {
    const late = this.#waiting;
    this.#waiting = [];
    for (const event of late) this.add(event);
  }
}
